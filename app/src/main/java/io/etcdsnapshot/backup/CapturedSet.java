package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The two files of one set, as a {@link BackupSource} left them.
 *
 * @param files not hashed yet
 */
record CapturedSet(BackupSetId id, boolean dirty, List<SetFile> files) {
    /**
     * The newest pair in {@code staging}; removes all files beside it.
     *
     * @throws Failure if there is none
     */
    static CapturedSet keepNewest(Path staging, Log log) throws IOException {
        List<String> found;
        try (Stream<Path> entries = Files.list(staging)) {
            found = entries.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
        CapturedSet newest = found.stream()
                .flatMap(name -> SetFileName.parse(name).stream())
                .filter(name -> name.role() == FileRole.SNAPSHOT)
                .sorted(Comparator.comparing(SetFileName::id).reversed())
                .map(name -> new CapturedSet(name.id(), name.dirty(), filesOf(staging, name)))
                .filter(pair -> pair.files().size() == FileRole.values().length)
                .findFirst()
                .orElseThrow(() ->
                        Failure.failed("the backup ended well but left no pair of snapshot and kube resources, only %s"
                                .formatted(found.isEmpty() ? "an empty directory" : String.join(", ", found))));
        Set<String> kept = newest.files().stream().map(SetFile::name).collect(Collectors.toSet());
        for (String name : found) {
            if (!kept.contains(name)) {
                log.warn("the backup left %s beside the newest pair of files: it is not kept".formatted(name));
                Files.delete(staging.resolve(name));
            }
        }
        return newest;
    }

    private static List<SetFile> filesOf(Path staging, SetFileName snapshot) {
        List<SetFile> files = new ArrayList<>();
        for (FileRole role : FileRole.values()) {
            String name = new SetFileName(role, snapshot.id(), snapshot.dirty()).toString();
            Path file = staging.resolve(name);
            if (Files.isRegularFile(file)) {
                files.add(new SetFile(name, role, file.toFile().length(), null));
            }
        }
        return files;
    }
}
