package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.ForeignLayout;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Origin;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.store.layout.foreign.ForeignDirectory;
import io.etcdsnapshot.store.layout.foreign.ForeignFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells from names, sizes and manifests which sets of other tools lie in one directory: their own or the location itself.
 * One that was adopted has a manifest of ours beside its files.
 */
final class ForeignInspector {
    private static final String PARTIAL = ".part";

    /**
     * What there is.
     *
     * @param names of all files that belong to these sets
     */
    record Found(List<BackupSet> sets, Set<String> names) {}

    private final SetInspector inspector;
    private final String location;
    private final String path;
    private final Map<String, Long> sizes;
    private final Map<String, String> manifests;
    private final List<BackupSet> sets = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /**
     * @param path of the directory
     * @param sizes bytes of each regular file in it
     * @param manifests their texts, by file name
     */
    ForeignInspector(String location, String path, Map<String, Long> sizes, Map<String, String> manifests) {
        this.inspector = new SetInspector(location);
        this.location = location;
        this.path = path;
        this.sizes = sizes;
        this.manifests = manifests;
    }

    /** Returns the sets that share the directory with anything else, but for pairs of cluster-backup.sh. */
    Found inLocation() {
        addAdopted();
        addFiles(null, true);
        return new Found(List.copyOf(sets), Set.copyOf(names));
    }

    /** Returns the sets in a directory that another tool made. */
    Found in(ForeignDirectory directory) {
        addAdopted();
        if (directory.holdsMany()) {
            addFiles(null, true);
            return new Found(List.copyOf(sets), Set.copyOf(names));
        }
        Map<String, Long> left = left();
        List<SetFile> pairs =
                SetInspector.setFiles(left).stream().filter(SetFile::isPlain).toList();
        Map<BackupSetId, List<SetFile>> runs = SetInspector.byId(pairs);
        long snapshots = left.entrySet().stream()
                .filter(file -> ForeignFile.of(file.getKey(), file.getValue()).isPresent())
                .count();
        boolean shared = runs.size() + snapshots + sets.size() > 1;
        runs.forEach((id, files) -> addPair(directory, id, files, runs, shared));
        addFiles(directory, shared);
        return new Found(List.copyOf(sets), Set.copyOf(names));
    }

    private Map<String, Long> left() {
        Map<String, Long> left = new TreeMap<>(sizes);
        left.keySet().removeAll(names);
        return left;
    }

    private void addAdopted() {
        manifests.forEach((name, text) -> adopted(name, text).ifPresent(sets::add));
    }

    private Optional<BackupSet> adopted(String manifestName, String text) {
        Manifest manifest;
        try {
            manifest = Json.readManifest(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        Origin origin = manifest.origin();
        if (origin == null || !origin.adopted()) {
            return Optional.empty();
        }
        List<SetFile> present = manifest.filesHere().stream()
                .filter(file -> sizes.containsKey(file.name()))
                .map(file -> file.ofSize(Objects.requireNonNullElse(sizes.get(file.name()), 0L)))
                .toList();
        String snapshot = manifest.files().stream()
                .filter(file -> file.role() == FileRole.SNAPSHOT)
                .map(SetFile::name)
                .findFirst()
                .orElseThrow();
        boolean shared = !manifestName.equals(Manifest.FILE_NAME);
        ForeignLayout layout = new ForeignLayout(manifest.tool(), shared ? snapshot : lastName(), true);
        SetInspector.Problem problem = SetInspector.contradiction(manifest, present);
        manifest.filesHere().forEach(file -> names.add(file.name()));
        BackupSet set = new BackupSet(
                manifest.id(),
                location,
                path,
                shared,
                problem == null ? SetState.COMPLETE : problem.state(),
                manifest.dirty(),
                manifest,
                present,
                problem == null ? null : problem.text(),
                null,
                layout);
        names.add(manifestName);
        names.add(nameOf(set.pathOf(Companions.CHECKSUMS)));
        return Optional.of(set);
    }

    private String lastName() {
        return nameOf(path);
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void addPair(
            ForeignDirectory directory,
            BackupSetId id,
            List<SetFile> files,
            Map<BackupSetId, List<SetFile>> runs,
            boolean shared) {
        String note = shared ? "%d runs share %s".formatted(runs.size(), directory.name()) : null;
        BackupSet pair = inspector.pair(path, shared, id, files, note, SetState.FOREIGN);
        String name = shared ? files.get(0).name() : directory.name();
        String odd = oddity(pair, runs);
        BackupSet told = odd == null ? pair : pair.as(SetState.INCOMPLETE, odd);
        sets.add(told.in(new ForeignLayout(directory.tool(), name, true)));
        files.forEach(file -> names.add(file.name()));
    }

    /** Says more of a pair that lacks a file; null if there is no more to say. */
    private @Nullable String oddity(BackupSet pair, Map<BackupSetId, List<SetFile>> runs) {
        if (pair.state() != SetState.INCOMPLETE) {
            return null;
        }
        FileRole lacking = pair.files().stream().anyMatch(file -> file.role() == FileRole.SNAPSHOT)
                ? FileRole.KUBE_RESOURCES
                : FileRole.SNAPSHOT;
        Optional<String> unfinished = sizes.keySet().stream()
                .filter(name ->
                        name.endsWith(PARTIAL) && name.contains(pair.id().value()))
                .findFirst();
        if (unfinished.isPresent()) {
            names.add(unfinished.get());
            return "%s was left by a backup that did not end".formatted(unfinished.get());
        }
        return runs.values().stream()
                .flatMap(List::stream)
                .filter(file -> file.role() == lacking && !pair.files().contains(file))
                .findFirst()
                .map(other -> "%s; %s beside it is of another run".formatted(pair.problem(), other.name()))
                .orElse(null);
    }

    /** @param directory whose time is that of a file without one; null for files that lie among others */
    private void addFiles(@Nullable ForeignDirectory directory, boolean shared) {
        left().forEach((name, size) -> ForeignFile.of(name, size).ifPresent(file -> {
            names.add(name);
            sets.add(alone(file, directory, shared));
        }));
    }

    private BackupSet alone(ForeignFile found, @Nullable ForeignDirectory directory, boolean shared) {
        SetFile file = found.file();
        Instant time = found.takenAt() == null && directory != null ? directory.takenAt() : found.takenAt();
        ForeignDirectory own = shared ? null : directory;
        boolean cutShort = file.size() == 0 || (file.isPlain() && SetInspector.isCutShort(file));
        SetState state = SetState.FOREIGN;
        String problem = null;
        if (found.partial()) {
            state = SetState.INCOMPLETE;
            problem = "left by a save that did not end";
        } else if (cutShort) {
            state = SetState.CORRUPT;
            problem = "%s is cut short".formatted(file.name());
        }
        return new BackupSet(
                BackupSetId.at(time == null ? Instant.EPOCH : time),
                location,
                path,
                own == null,
                state,
                false,
                null,
                List.of(file),
                problem,
                null,
                own == null
                        ? new ForeignLayout(found.tool(), file.name(), time != null)
                        : new ForeignLayout(own.tool(), own.name(), time != null));
    }
}
