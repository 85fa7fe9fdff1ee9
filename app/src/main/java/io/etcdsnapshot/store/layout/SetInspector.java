package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.Wrapping;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.store.layout.foreign.ForeignDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells from names, sizes and the manifest what sets there are; reads nothing itself. */
public final class SetInspector {
    private final String location;

    /** @param location as the user wrote it */
    public SetInspector(String location) {
        this.location = location;
    }

    /**
     * Returns the sets in a directory that is named like one: a single one with a manifest, else one for each timestamp
     * in the file names, as another tool may put two runs into one directory.
     *
     * @param sizes bytes of each regular file in it
     * @param manifests their texts, by file name
     */
    public List<BackupSet> inDirectory(
            String path, BackupSetId id, Map<String, Long> sizes, Map<String, String> manifests) {
        String manifestText = manifests.get(Manifest.FILE_NAME);
        if (manifestText == null) {
            return foreign(path, id, sizes, manifests, "there is no " + Manifest.FILE_NAME);
        }
        Manifest manifest;
        try {
            manifest = Json.readManifest(manifestText);
        } catch (IllegalArgumentException e) {
            return foreign(
                    path, id, sizes, manifests, "cannot parse %s: %s".formatted(Manifest.FILE_NAME, e.getMessage()));
        }
        if (manifest.isAdopted()) {
            return new ForeignInspector(location, path, sizes, manifests)
                    .in(ForeignDirectory.of(id))
                    .sets();
        }
        List<SetFile> present = setFiles(sizes);
        Problem problem = manifest.id().equals(id)
                ? contradiction(manifest, present)
                : new Problem(SetState.CORRUPT, "the manifest is that of " + manifest.id());
        boolean another = !manifest.id().equals(id);
        return List.of(new BackupSet(
                id,
                location,
                path,
                false,
                problem == null ? SetState.COMPLETE : problem.state(),
                manifest.dirty(),
                another ? null : manifest,
                present,
                problem == null ? null : problem.text()));
    }

    /** Returns the id in a manifest, if the text is one. */
    static Optional<BackupSetId> idIn(String manifestText) {
        try {
            return Optional.of(Json.readManifest(manifestText).id());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the pairs of files that lie directly in the location, one for each timestamp. */
    public List<BackupSet> flat(String path, List<SetFile> files) {
        List<BackupSet> sets = new ArrayList<>();
        byId(files).forEach((id, ofId) -> sets.add(pair(path, true, id, ofId, null, SetState.FLAT)));
        return sets;
    }

    /** Returns a set whose directory or manifest could not be read. */
    public BackupSet unreadable(String path, BackupSetId id, String reason) {
        String problem = "can't be read: " + reason;
        return new BackupSet(id, location, path, false, SetState.UNREADABLE, false, null, List.of(), problem);
    }

    private List<BackupSet> foreign(
            String path, BackupSetId id, Map<String, Long> sizes, Map<String, String> manifests, String why) {
        List<SetFile> found = setFiles(sizes);
        if (found.stream().anyMatch(file -> Wrapping.of(file.name()) != Wrapping.NONE)) {
            String problem = why + ", without which compressed or encrypted files can't be told";
            return List.of(new BackupSet(id, location, path, false, SetState.INCOMPLETE, false, null, found, problem));
        }
        List<BackupSet> sets = new ForeignInspector(location, path, sizes, manifests)
                .in(ForeignDirectory.of(id)).sets().stream()
                        .map(set -> noting(set, why))
                        .toList();
        return sets.isEmpty()
                ? List.of(new BackupSet(id, location, path, false, SetState.INCOMPLETE, false, null, List.of(), why))
                : sets;
    }

    private static BackupSet noting(BackupSet set, String note) {
        return set.state() == SetState.FOREIGN && set.problem() == null ? set.as(SetState.FOREIGN, note) : set;
    }

    /**
     * Returns what files of one timestamp are.
     *
     * @param note what is said of a whole pair
     * @param whole the state of one
     */
    BackupSet pair(
            String path, boolean flat, BackupSetId id, List<SetFile> files, @Nullable String note, SetState whole) {
        boolean dirty = files.stream().anyMatch(SetInspector::namedDirty);
        SetState state = whole;
        String problem = note;
        Optional<SetFile> cutShort =
                files.stream().filter(SetInspector::isCutShort).findFirst();
        Optional<String> miscounted = miscounted(id, files);
        if (miscounted.isPresent()) {
            state = SetState.INCOMPLETE;
            problem = miscounted.get();
        } else if (cutShort.isPresent()) {
            state = SetState.CORRUPT;
            problem = "%s is cut short".formatted(cutShort.get().name());
        }
        return new BackupSet(id, location, path, flat, state, dirty, null, List.copyOf(files), problem);
    }

    private static Optional<String> miscounted(BackupSetId id, List<SetFile> files) {
        for (FileRole role : FileRole.values()) {
            long found = files.stream().filter(file -> file.role() == role).count();
            if (found != 1) {
                String what = new SetFileName(role, id, false).toString();
                return Optional.of(found == 0 ? "there is no " + what : "there are %d of %s".formatted(found, what));
            }
        }
        return Optional.empty();
    }

    record Problem(SetState state, String text) {}

    static @Nullable Problem contradiction(Manifest manifest, List<SetFile> present) {
        List<SetFile> unexpected = new ArrayList<>(present);
        for (SetFile expected : manifest.filesHere()) {
            Optional<SetFile> found = present.stream()
                    .filter(file -> file.name().equals(expected.name()))
                    .findFirst();
            if (found.isEmpty()) {
                return new Problem(SetState.INCOMPLETE, "there is no " + expected.name());
            }
            if (found.get().size() != expected.size()) {
                return new Problem(
                        SetState.CORRUPT,
                        "%s has %,d bytes, the manifest says %,d"
                                .formatted(expected.name(), found.get().size(), expected.size()));
            }
            unexpected.removeIf(file -> file.name().equals(expected.name()));
        }
        for (FileRole role : FileRole.values()) {
            long named = manifest.files().stream()
                    .filter(file -> file.role() == role)
                    .count();
            boolean isSnapshotAlone = manifest.content() == Content.SNAPSHOT && role == FileRole.KUBE_RESOURCES;
            if (named != 1 && !(named == 0 && isSnapshotAlone)) {
                return new Problem(SetState.CORRUPT, "the manifest doesn't name one file of each role");
            }
        }
        if (unexpected.isEmpty()) {
            return null;
        }
        SetFile first = unexpected.get(0);
        String text = manifest.content().covers(first.role())
                ? "%s is not in the manifest".formatted(first.name())
                : "%s is there, the manifest says %s"
                        .formatted(first.name(), manifest.content().words());
        return new Problem(SetState.CORRUPT, text);
    }

    /** Returns whether the size gives a cut file away: an etcd snapshot is whole pages and 32 bytes. */
    static boolean isCutShort(SetFile file) {
        return file.size() == 0 || (file.role() == FileRole.SNAPSHOT && file.size() % 512 != 32);
    }

    /** Returns the files that {@code cluster-restore.sh} would look at. */
    static List<SetFile> setFiles(Map<String, Long> sizes) {
        List<SetFile> files = new ArrayList<>();
        sizes.forEach((name, size) ->
                SetFileName.parse(name).ifPresent(parsed -> files.add(new SetFile(name, parsed.role(), size, null))));
        files.sort(Comparator.comparing(SetFile::role).thenComparing(SetFile::name));
        return List.copyOf(files);
    }

    static Map<BackupSetId, List<SetFile>> byId(List<SetFile> files) {
        return files.stream()
                .collect(Collectors.groupingBy(
                        file -> SetFileName.parse(file.name()).orElseThrow().id(), TreeMap::new, Collectors.toList()));
    }

    private static boolean namedDirty(SetFile file) {
        return SetFileName.parse(file.name()).map(SetFileName::dirty).orElse(false);
    }
}
