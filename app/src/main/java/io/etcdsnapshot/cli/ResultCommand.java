package io.etcdsnapshot.cli;

import picocli.CommandLine.Mixin;

/** A command whose result is text or JSON, with the options that all of these have. */
abstract class ResultCommand implements CliCommand {
    final CommandContext context;

    @Mixin
    OutputOption output;

    @Mixin
    CommonOptions common;

    ResultCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public final CommonOptions common() {
        return common;
    }

    @Override
    public final Format format() {
        return output.format();
    }
}
