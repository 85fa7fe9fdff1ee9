package io.etcdsnapshot.cli;

import picocli.CommandLine.Command;

/** Stands in the list of commands; {@link Cli} reads {@code version} as {@code --version}. */
@Command(
        name = Commands.VERSION,
        description = "Shows the version of the program.",
        footer = {"", "Examples:", "  etcd-snapshot version"})
final class VersionCommand {}
