package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.TakeBackup;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.host.HostFacts;
import io.etcdsnapshot.report.Document;
import io.etcdsnapshot.report.Texts;
import io.etcdsnapshot.retention.Span;
import java.time.Duration;
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
    MetricsOption metrics;

    @Mixin
    HostRootOption hostRoot;

    @Mixin
    SnapshotOptions options;

    @Mixin
    SnapshotRunOptions run;

    @Option(
            names = "--standby",
            paramLabel = "DURATION",
            description = "take a set only if no other run brings one within this time")
    @Nullable
    Span standby;

    SnapshotCommand(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws Unreadable, InterruptedException {
        SnapshotSettings settings = options.settings(hostRoot.get(), common.readValues(), run);
        String node = services.nodeName(settings.hostRoot());
        String wanted = settings.onlyOnHost();
        if (wanted != null && !HostFacts.isNamed(node, wanted)) {
            skip("this host is %s, not %s: nothing to do".formatted(node, wanted));
            return ExitCodes.DONE;
        }
        TakeBackup backup = services.takeBackup(settings);
        if (standby != null) {
            services.console().info("standing by: waiting %s for the set of another run".formatted(standby));
            Duration patience =
                    settings.capture().timeout().plus(settings.capture().retryFor());
            TakeBackup.Taken taken = backup.runUnlessAnother(
                    standby.toDuration(), patience, () -> services.circumstances(settings, Version.tool()));
            if (taken.byAnother()) {
                skip("another run took %s: nothing to do".formatted(taken.set().id()));
                return ExitCodes.DONE;
            }
            return show(taken.set());
        }
        return show(backup.run(() -> services.circumstances(settings, Version.tool())));
    }

    private int show(BackupSet set) {
        common.show(services.console(), Document.Taken.of(set), () -> Texts.taken(set));
        return ExitCodes.DONE;
    }

    private void skip(String reason) {
        common.show(services.console(), new Document.Skipped(reason), () -> reason);
    }
}
