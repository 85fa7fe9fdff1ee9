package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells from names, sizes and the manifest what a set is; all stores share it. */
final class SetReader {
    private SetReader() {}

    /**
     * @param sizes bytes of each regular file in the set's directory
     * @param manifestText null if there is no manifest
     */
    static BackupSet readDirectory(
            String location, String path, BackupSetId id, Map<String, Long> sizes, @Nullable String manifestText) {
        List<SetFile> present = setFiles(sizes);
        boolean dirty = present.stream().anyMatch(SetReader::namedDirty);
        if (manifestText == null) {
            String problem = "there is no " + Manifest.FILE_NAME;
            return new BackupSet(id, location, path, false, SetState.INCOMPLETE, dirty, null, present, problem);
        }
        Manifest manifest;
        try {
            manifest = Json.readManifest(manifestText);
        } catch (IllegalArgumentException e) {
            String problem = "the manifest can't be read: " + e.getMessage();
            return new BackupSet(id, location, path, false, SetState.CORRUPT, dirty, null, present, problem);
        }
        Problem problem = compare(id, manifest, present);
        return new BackupSet(
                id,
                location,
                path,
                false,
                problem == null ? SetState.COMPLETE : problem.state(),
                manifest.dirty(),
                problem != null && problem.foreignManifest() ? null : manifest,
                present,
                problem == null ? null : problem.text());
    }

    /** @param files of one timestamp, directly in the location */
    static BackupSet readFlat(String location, String path, BackupSetId id, List<SetFile> files) {
        boolean dirty = files.stream().anyMatch(SetReader::namedDirty);
        String problem = null;
        for (FileRole role : FileRole.values()) {
            long found = files.stream().filter(file -> file.role() == role).count();
            if (found != 1) {
                String what = new SetFileName(role, id, false).toString();
                problem = found == 0 ? "there is no " + what : "there are %d of %s".formatted(found, what);
            }
        }
        SetState state = problem == null ? SetState.FLAT : SetState.INCOMPLETE;
        for (SetFile file : files) {
            if (problem == null && isCutShort(file)) {
                problem = "%s is cut short".formatted(file.name());
                state = SetState.CORRUPT;
            }
        }
        return new BackupSet(id, location, path, true, state, dirty, null, List.copyOf(files), problem);
    }

    /** @param foreignManifest whether the manifest belongs to another set, so that nothing it says counts */
    private record Problem(SetState state, String text, boolean foreignManifest) {}

    private static @Nullable Problem compare(BackupSetId id, Manifest manifest, List<SetFile> present) {
        if (!manifest.id().equals(id)) {
            return new Problem(SetState.CORRUPT, "the manifest is that of " + manifest.id(), true);
        }
        List<SetFile> unexpected = new ArrayList<>(present);
        for (SetFile expected : manifest.filesHere()) {
            Optional<SetFile> found = present.stream()
                    .filter(file -> file.name().equals(expected.name()))
                    .findFirst();
            if (found.isEmpty()) {
                return new Problem(SetState.INCOMPLETE, "there is no " + expected.name(), false);
            }
            if (found.get().size() != expected.size()) {
                return new Problem(
                        SetState.CORRUPT,
                        "%s has %,d bytes, the manifest says %,d"
                                .formatted(expected.name(), found.get().size(), expected.size()),
                        false);
            }
            unexpected.remove(found.get());
        }
        for (FileRole role : FileRole.values()) {
            if (manifest.files().stream().filter(file -> file.role() == role).count() != 1) {
                return new Problem(SetState.CORRUPT, "the manifest doesn't name one file of each role", false);
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
        return new Problem(SetState.CORRUPT, text, false);
    }

    /** As far as its size tells: an etcd snapshot is whole pages and 32 bytes. */
    private static boolean isCutShort(SetFile file) {
        return file.size() == 0 || (file.role() == FileRole.SNAPSHOT && file.size() % 512 != 32);
    }

    /** Files that {@code cluster-restore.sh} would look at. */
    private static List<SetFile> setFiles(Map<String, Long> sizes) {
        List<SetFile> files = new ArrayList<>();
        sizes.forEach((name, size) ->
                SetFileName.parse(name).ifPresent(parsed -> files.add(new SetFile(name, parsed.role(), size, null))));
        files.sort(Comparator.comparing(SetFile::role).thenComparing(SetFile::name));
        return List.copyOf(files);
    }

    private static boolean namedDirty(SetFile file) {
        return SetFileName.parse(file.name()).map(SetFileName::dirty).orElse(false);
    }
}
