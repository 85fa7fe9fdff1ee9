package io.etcdsnapshot.cli;

import picocli.CommandLine.Option;

/** Takes how the result is written, for commands that know text and JSON. */
@OptionGroup(OptionGroup.COMMON)
final class OutputOption {
    enum Output {
        text,
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "how the result is written to standard output (default: text)")
    Output output;

    CliCommand.Format format() {
        return output == Output.json ? CliCommand.Format.JSON : CliCommand.Format.TEXT;
    }
}
