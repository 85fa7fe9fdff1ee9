package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Writes how a run went to files for others to read. A file that cannot be written is a warning, never a failure. */
public final class RunFiles {
    private RunFiles() {}

    /**
     * @param summary overwritten in place, as a termination log must be; null for none
     * @param metrics replaced by a rename, so that a reader sees all or the earlier; null for none
     */
    public static void write(RunReport run, @Nullable Path summary, @Nullable Path metrics, Log log) {
        if (summary != null) {
            try {
                Files.writeString(summary, Summary.of(run) + "\n");
            } catch (IOException e) {
                log.warn("cannot write the summary file %s: %s".formatted(summary, Reason.of(e)));
            }
        }
        if (metrics != null) {
            try {
                replace(metrics.toAbsolutePath(), run);
            } catch (IOException e) {
                log.warn("cannot write the metrics file %s: %s".formatted(metrics, Reason.of(e)));
            }
        }
    }

    /** Replaces the file under a lock, as every command of a host may keep its figures there. */
    private static void replace(Path file, RunReport run) throws IOException {
        Path lock = file.resolveSibling("." + file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            Path fresh = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".tmp");
            try {
                Files.writeString(fresh, Metrics.after(run, file.getFileName().toString(), read(file)));
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        }
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
