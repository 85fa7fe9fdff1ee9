package io.etcdsnapshot.cli;

import picocli.CommandLine.Mixin;

/** A command with the options that every command with a result has, but its own formats of the result. */
abstract class OwnFormatCommand implements CliCommand {
    final CommandContext context;

    @Mixin
    CommonOptions common;

    OwnFormatCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public final CommonOptions common() {
        return common;
    }
}
