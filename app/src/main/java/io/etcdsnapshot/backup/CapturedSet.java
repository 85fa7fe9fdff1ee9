package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The two files of one set, as a {@link BackupSource} left them.
 *
 * @param files not hashed yet
 */
record CapturedSet(BackupSetId id, boolean dirty, List<SetFile> files) {
    /**
     * Returns the newest pair in {@code staging}, and removes all files beside it.
     *
     * @throws Failure if there is none
     */
    static CapturedSet keepNewest(StagingDirectory staging, Log log) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        for (String name : staging.names()) {
            sizes.put(name, staging.size(name));
        }
        Set<String> found = sizes.keySet();
        CapturedSet newest = found.stream()
                .flatMap(name -> SetFileName.parsePlain(name).stream())
                .filter(name -> name.role() == FileRole.SNAPSHOT)
                .sorted(Comparator.comparing(SetFileName::id).reversed())
                .map(name -> new CapturedSet(name.id(), name.dirty(), filesOf(sizes, name)))
                .filter(pair -> pair.files().size() == FileRole.values().length)
                .findFirst()
                .orElseThrow(() ->
                        Failure.failed("the backup succeeded but left no pair of snapshot and kube resources, only %s"
                                .formatted(found.isEmpty() ? "an empty directory" : String.join(", ", found))));
        Set<String> kept = newest.files().stream().map(SetFile::name).collect(Collectors.toSet());
        for (String name : found) {
            if (!kept.contains(name)) {
                log.warn("the backup left %s beside the newest pair of files: it is not kept".formatted(name));
                staging.delete(name);
            }
        }
        return newest;
    }

    private static List<SetFile> filesOf(Map<String, Long> sizes, SetFileName snapshot) {
        List<SetFile> files = new ArrayList<>();
        for (FileRole role : FileRole.values()) {
            String name = new SetFileName(role, snapshot.id(), snapshot.dirty()).toString();
            Long size = sizes.get(name);
            if (size != null) {
                files.add(new SetFile(name, role, size, null));
            }
        }
        return files;
    }
}
