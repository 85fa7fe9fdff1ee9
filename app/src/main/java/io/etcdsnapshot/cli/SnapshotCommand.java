package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.TakeBackup;
import io.etcdsnapshot.host.BackupDirectory;
import io.etcdsnapshot.host.ClusterBackupScript;
import io.etcdsnapshot.host.HostFacts;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.report.Documents;
import io.etcdsnapshot.report.Texts;
import io.etcdsnapshot.retention.Span;
import io.etcdsnapshot.values.Values;
import java.util.List;
import java.util.Optional;
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

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "where the set goes, as the host sees it (default: " + DefaultLocation.DIRECTORY + ")")
    @Nullable
    String directory;

    @Option(
            names = "--only-on-host",
            paramLabel = "NAME",
            description = "do nothing on hosts whose name does not begin with NAME")
    @Nullable
    String onlyOnHost;

    @Option(
            names = "--method",
            paramLabel = "auto|script|etcdctl",
            description = "auto: the script, and etcdctl only where the script could not get one (default)")
    SnapshotSettings.@Nullable Method method;

    @Option(
            names = "--script",
            paramLabel = "PATH",
            description = "cluster-backup.sh as the host sees it (default: " + ClusterBackupScript.USUAL_PATH + ")")
    @Nullable
    String script;

    @Option(names = "--etcdctl", paramLabel = "PATH", description = "etcdctl as the host sees it (default: looked for)")
    @Nullable
    String etcdctl;

    @Option(
            names = "--force",
            description = "even if an operator is progressing or the cluster is young; the set is marked as dirty")
    @Nullable
    Boolean force;

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
            names = "--min-cluster-age",
            paramLabel = "DURATION",
            description = "take no backup of a younger cluster: its certificates are not rotated yet (default: 24h)")
    @Nullable
    Span minClusterAge;

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            split = ",",
            description = "a word to remember the set by, for --keep-tag; may be repeated")
    @Nullable
    List<String> tags;

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
    public Integer call() throws InterruptedException {
        SnapshotSettings settings = settings(common.readValues());
        String node = services.nodeName(settings.hostRoot());
        String wanted = settings.onlyOnHost();
        if (wanted != null && !HostFacts.isNamed(node, wanted)) {
            skip("this host is %s, not %s: nothing to do".formatted(node, wanted));
            return ExitCodes.DONE;
        }
        TakeBackup backup = services.takeBackup(settings);
        if (standby != null) {
            Optional<BackupSet> other =
                    backup.awaitAnother(standby.toDuration(), settings.timeout().plus(settings.retryFor()));
            if (other.isPresent()) {
                skip("another run took %s: nothing to do".formatted(other.get().id()));
                return ExitCodes.DONE;
            }
            services.console().info("no other run took a set within %s: taking one".formatted(standby));
        }
        BackupSet set = backup.run(services.circumstances(settings, Version.tool()));
        common.show(services.console(), Documents.Taken.of(set), () -> Texts.taken(set));
        return ExitCodes.DONE;
    }

    private void skip(String reason) {
        common.show(services.console(), new Documents.Skipped(reason), () -> reason);
    }

    private SnapshotSettings settings(Values values) {
        HostRoot root = hostRoot.get();
        return new SnapshotSettings(
                root,
                first(directory, values.text("snapshot.directory")).orElse(DefaultLocation.DIRECTORY),
                values.texts("snapshot.allowedDirectories").orElse(BackupDirectory.USUALLY_ALLOWED),
                first(onlyOnHost, hostOfSystemd(values)).orElse(null),
                first(method, values.text("snapshot.method").map(SnapshotSettings.Method::valueOf))
                        .orElse(SnapshotSettings.Method.auto),
                first(script, values.text("snapshot.script")).orElse(ClusterBackupScript.USUAL_PATH),
                first(etcdctl, values.text("snapshot.etcdctl")).orElse(null),
                first(force, values.flag("snapshot.force")).orElse(false),
                first(timeout, values.span("snapshot.timeout"))
                        .orElse(Span.parse("10m"))
                        .toDuration(),
                first(retryFor, values.span("snapshot.retryFor"))
                        .orElse(Span.parse("5m"))
                        .toDuration(),
                first(minClusterAge, values.span("snapshot.minClusterAge"))
                        .orElse(Span.parse("24h"))
                        .toDuration(),
                percent(values.number("snapshot.minFreePercent").orElse(15)),
                first(tags, values.texts("snapshot.tags")).orElse(List.of()),
                values.text("clusterId").orElse(null),
                Proxy.of(values));
    }

    /** In a pod, the node is chosen by its label. */
    private static Optional<String> hostOfSystemd(Values values) {
        return values.text("operatingMode").filter("systemd"::equals).flatMap(mode -> values.text("systemd.host"));
    }

    private static int percent(int value) {
        if (value < 0 || value > 99) {
            throw Failure.wrongUsage("values: snapshot.minFreePercent: %d is not between 0 and 99".formatted(value));
        }
        return value;
    }

    private static <T> Optional<T> first(@Nullable T option, Optional<T> value) {
        return option == null ? value : Optional.of(option);
    }
}
