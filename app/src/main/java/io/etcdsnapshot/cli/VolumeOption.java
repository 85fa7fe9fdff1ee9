package io.etcdsnapshot.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Takes where the volume of the chart's modes {@code pv} and {@code both} is mounted. */
@OptionGroup("Destination options")
final class VolumeOption {
    @Option(
            names = "--volume",
            paramLabel = "DIR",
            defaultValue = "/pv",
            description = "where the volume of mode pv is mounted (default: /pv)")
    Path directory;
}
