package io.etcdsnapshot.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Prints a script by which bash or zsh completes commands and options.",
        footer = {
            "",
            "Examples:",
            "  source <(etcd-snapshot completion)",
            "  etcd-snapshot completion > /etc/bash_completion.d/etcd-snapshot"
        })
final class CompletionCommand implements Runnable {
    private final Services services;

    @Spec
    CommandSpec spec;

    CompletionCommand(Services services) {
        this.services = services;
    }

    @Override
    public void run() {
        services.console()
                .result(AutoComplete.bash(spec.root().name(), spec.root().commandLine()));
    }
}
