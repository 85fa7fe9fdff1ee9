package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.HostRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Finds the control-plane host's root, for commands that read or write the host's own directory. */
final class HostRootOption {
    private static final Path IN_POD = Path.of("/host");

    @Option(
            names = "--host-root",
            paramLabel = "DIR",
            description = "root directory of the control-plane host (default: /host if present, else /)")
    @Nullable
    Path directory;

    HostRoot get() {
        if (directory != null && !Files.isDirectory(directory)) {
            throw Failure.wrongUsage("--host-root %s is not a directory".formatted(directory));
        }
        return new HostRoot(directory != null ? directory : Files.isDirectory(IN_POD) ? IN_POD : Path.of("/"));
    }
}
