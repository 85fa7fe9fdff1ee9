package io.etcdsnapshot.host;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The rule for where on a control-plane host backups may go: a place that survives and that they may fill. */
public final class BackupDirectory {
    public static final List<String> USUALLY_ALLOWED = List.of("/home/core", "/var/home/core", "/mnt", "/var/mnt");

    private BackupDirectory() {}

    /**
     * @param directory as the host sees it
     * @param allowed directories below which it may lie
     * @return the directory in this process's view, symbolic links followed
     * @throws Failure wrong usage, if the rule is broken
     */
    public static Path check(HostRoot root, String directory, List<String> allowed, Log log) {
        if (!directory.startsWith("/")) {
            throw Failure.wrongUsage("the directory %s is not an absolute path".formatted(directory));
        }
        if (Arrays.asList(directory.split("/")).contains("..")) {
            throw Failure.wrongUsage("the directory %s contains '..'".formatted(directory));
        }
        requireBelow(directory, directory, allowed);
        String resolved = root.resolveLinks(directory);
        List<String> resolvedAllowed = Stream.concat(
                        allowed.stream(), allowed.stream().map(root::resolveLinks))
                .distinct()
                .toList();
        if (!isBelow(resolved, resolvedAllowed)) {
            throw Failure.wrongUsage("the directory %s leads to %s through a symbolic link, outside of %s"
                    .formatted(directory, resolved, String.join(", ", allowed)));
        }
        Path path = root.resolve(directory);
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw Failure.wrongUsage("%s is not a directory".formatted(directory));
        }
        new WritableByRootOnly(root, log).check(resolved);
        warnOfTmpfs(path, directory, log);
        return path;
    }

    private static void requireBelow(String path, String named, List<String> allowed) {
        if (!isBelow(path, allowed)) {
            throw Failure.wrongUsage("the directory %s is not below %s".formatted(named, String.join(", ", allowed)))
                    .hint(
                            "a backup must not fill a file system that the host lives on; values: snapshot.allowedDirectories");
        }
    }

    private static boolean isBelow(String path, List<String> allowed) {
        return allowed.stream()
                .anyMatch(
                        root -> Path.of(path).startsWith(root) && !Path.of(path).equals(Path.of(root)));
    }

    private static void warnOfTmpfs(Path path, String directory, Log log) {
        try {
            if (Files.getFileStore(nearestExisting(path)).type().equals("tmpfs")) {
                log.warn(
                        "%s is in memory (tmpfs): a reboot loses all sets, copy them off at once".formatted(directory));
            }
        } catch (IOException e) {
            log.debug("can't tell the file system of %s: %s".formatted(directory, Reason.of(e)));
        }
    }

    static Path nearestExisting(Path path) {
        Path existing = path;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return existing;
    }
}
