package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a page where a browser may be reading the one before: whoever looks sees the old or the new. */
final class PageFile {
    private PageFile() {}

    /** @throws Failure if that can't be done, naming the file */
    static void write(Path file, String page) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                Files.writeString(file, page);
                return;
            }
            Path beside = file.resolveSibling("%s.%d.tmp"
                    .formatted(file.getFileName(), ProcessHandle.current().pid()));
            try {
                Files.writeString(beside, page);
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw Failure.io("cannot write %s: %s".formatted(file, Reason.of(e)), e);
        }
    }
}
