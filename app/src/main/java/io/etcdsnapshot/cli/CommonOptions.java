package io.etcdsnapshot.cli;

import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.report.Console;
import io.etcdsnapshot.report.Document;
import io.etcdsnapshot.values.Values;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class CommonOptions {
    /** How the result is written to standard output. */
    enum Output {
        text,
        json
    }

    @Option(
            names = {"-f", "--values"},
            paramLabel = "FILE",
            description = "the values file that helm install -f takes (also ETCD_SNAPSHOT_VALUES)")
    @Nullable
    Path values;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "how the result is written to standard output")
    Output output;

    @Option(
            names = {"-v", "--verbose"},
            description = "tell more on standard error, and the stack trace of an error")
    boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "tell nothing but errors on standard error")
    boolean quiet;

    @Option(
            names = "--summary-file",
            paramLabel = "FILE",
            description = "leave one line of JSON here at the end, such as /dev/termination-log in a container")
    @Nullable
    Path summaryFile;

    private @Nullable Document shown;

    Values readValues() {
        return values == null ? Values.none() : Values.read(values);
    }

    boolean json() {
        return output == Output.json;
    }

    /** Writes the result: the document as JSON, or the text for a person. */
    void show(Console console, Document document, Supplier<String> text) {
        shown = document;
        console.result(json() ? Json.write(document) : text.get());
    }

    /** The document of the result, or null if there is none. */
    @Nullable
    Document shown() {
        return shown;
    }

    Console.Verbosity verbosity() {
        if (quiet) {
            return Console.Verbosity.QUIET;
        }
        return verbose ? Console.Verbosity.VERBOSE : Console.Verbosity.NORMAL;
    }
}
