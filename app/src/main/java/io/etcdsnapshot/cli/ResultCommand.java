package io.etcdsnapshot.cli;

import picocli.CommandLine.Mixin;

/** A command whose result is text or JSON. */
abstract class ResultCommand extends OwnFormatCommand {
    @Mixin
    OutputOption output;

    ResultCommand(CommandContext context) {
        super(context);
    }

    @Override
    public final Format format() {
        return output.format();
    }
}
