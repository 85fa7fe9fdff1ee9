package io.etcdsnapshot.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = Commands.COMPLETION,
        description = "Prints a script that lets bash or zsh complete commands and options.",
        footer = {
            "",
            "Examples:",
            "  source <(etcd-snapshot completion)",
            "  etcd-snapshot completion > /etc/bash_completion.d/etcd-snapshot"
        })
final class CompletionCommand implements Runnable {
    /** With this, picocli's script takes the completion of paths away from options that it knows no words for. */
    private static final String NO_PATHS = "  type compopt &>/dev/null && compopt +o default\n";

    private final CommandContext context;

    @Spec
    CommandSpec spec;

    CompletionCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        context.console()
                .result(AutoComplete.bash(spec.root().name(), spec.root().commandLine())
                        .replace(NO_PATHS, ""));
    }
}
