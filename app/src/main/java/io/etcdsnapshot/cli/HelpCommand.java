package io.etcdsnapshot.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands in the list of commands; {@link Cli} reads {@code help COMMAND} as {@code COMMAND --help}. */
@Command(
        name = Commands.HELP,
        description = "Shows the help of a command.",
        footer = {"", "Examples:", "  etcd-snapshot help", "  etcd-snapshot help sync"})
final class HelpCommand {
    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "default: the program itself")
    String command = "";
}
