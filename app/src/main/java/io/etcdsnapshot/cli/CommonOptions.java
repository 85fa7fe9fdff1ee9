package io.etcdsnapshot.cli;

import io.etcdsnapshot.console.Console;
import io.etcdsnapshot.values.Values;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command with a result has. */
@OptionGroup(OptionGroup.COMMON)
final class CommonOptions {
    @Option(
            names = {"-f", "--values"},
            paramLabel = "FILE",
            description = "the values file that helm install -f takes (also ETCD_SNAPSHOT_VALUES)")
    @Nullable
    Path file;

    @Option(
            names = {"-v", "--verbose"},
            description = "verbose output, with stack traces")
    boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "print nothing on success, and errors only otherwise")
    boolean quiet;

    @Option(
            names = "--summary-file",
            paramLabel = "FILE",
            description = "write one line of JSON here at the end, such as /dev/termination-log in a container")
    @Nullable
    Path summaryFile;

    private @Nullable Values values;
    private boolean fromChart;

    /** Returns the values, read once: those of the file, else the chart's defaults. */
    Values values() {
        if (values == null) {
            values = file == null ? Values.defaults() : Values.read(file);
        }
        return values;
    }

    /** Returns whether there is a values file. */
    boolean hasFile() {
        return file != null;
    }

    /** Reads the values file if one is given, so that an error in it is reported whatever the command needs. */
    void requireReadable() {
        if (file != null) {
            values();
        }
    }

    /** Remembers that the chart, not a person, named the values file. */
    void comesFromChart() {
        fromChart = true;
    }

    /** Returns whether whoever reads an error can change values, but no options. */
    boolean fromChart() {
        return fromChart;
    }

    Console.Verbosity verbosity() {
        if (quiet) {
            return Console.Verbosity.QUIET;
        }
        return verbose ? Console.Verbosity.VERBOSE : Console.Verbosity.NORMAL;
    }
}
