package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.host.HostFacts;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.report.Documents;
import io.etcdsnapshot.report.Texts;
import io.etcdsnapshot.retention.Span;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "snapshot",
        description = "Takes one backup set on this control-plane host, proves it and only then shows it.",
        footer = {
            "",
            "Examples:",
            "  etcd-snapshot snapshot",
            "  etcd-snapshot snapshot --directory /home/core/before-upgrade --tag pre-upgrade",
            "  etcd-snapshot snapshot --method etcdctl --force"
        })
final class SnapshotCommand implements Callable<Integer> {
    private final Services services;

    @Mixin
    CommonOptions common;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SnapshotOptions options;

    @Option(
            names = "--only-on-host",
            paramLabel = "NAME",
            description = "do nothing on hosts whose name does not begin with NAME")
    @Nullable
    String onlyOnHost;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "for one run of the script (default: 10m)")
    @Nullable
    Span timeout;

    @Option(
            names = "--retry-for",
            paramLabel = "DURATION",
            description = "how long to wait for operators that are progressing (default: 5m)")
    @Nullable
    Span retryFor;

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            split = ",",
            description = "a word to remember the set by, for --keep-tag; may be repeated")
    @Nullable
    List<String> tags;

    SnapshotCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws InterruptedException {
        SnapshotSettings settings = options.settings(
                hostRoot.get(), common.readValues(), new SnapshotOptions.Run(onlyOnHost, timeout, retryFor, tags));
        String node = services.nodeName(settings.hostRoot());
        String wanted = settings.onlyOnHost();
        if (wanted != null && !HostFacts.isNamed(node, wanted)) {
            skip("this host is %s, not %s: nothing to do".formatted(node, wanted));
            return ExitCodes.DONE;
        }
        BackupSet set = services.takeBackup(settings).run(services.circumstances(settings, Version.tool()));
        services.console().result(common.json() ? Json.write(Documents.Taken.of(set)) : Texts.taken(set));
        return ExitCodes.DONE;
    }

    private void skip(String reason) {
        services.console().result(common.json() ? Json.write(new Documents.Skipped(reason)) : reason);
    }
}
