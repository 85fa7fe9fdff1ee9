package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Takes the file by which one step of a run tells the next that there is nothing to do. */
final class SkipFileOption {
    @Option(
            names = "--skip-file",
            paramLabel = "FILE",
            description = "snapshot makes this file where another run took the set; purge does nothing where it exists")
    @Nullable
    Path file;

    /** Tells later steps why there is nothing to do. */
    void leave(String reason) {
        if (file != null) {
            try {
                Files.writeString(file, reason + "\n");
            } catch (IOException e) {
                throw Failure.io("cannot write %s: %s".formatted(file, Reason.of(e)), e);
            }
        }
    }

    /** Returns whether an earlier step left the file. */
    boolean isThere() {
        return file != null && Files.exists(file);
    }
}
