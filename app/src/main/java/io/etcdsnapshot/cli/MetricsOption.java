package io.etcdsnapshot.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Takes where a command keeps metrics for a monitoring system. */
@OptionGroup(OptionGroup.COMMON)
final class MetricsOption {
    @Option(
            names = "--metrics-file",
            paramLabel = "FILE",
            description = "keep metrics of the last runs here, for node_exporter's textfile collector (NAME.prom)")
    @Nullable
    Path file;
}
