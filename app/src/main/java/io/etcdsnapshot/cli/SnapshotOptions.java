package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.BackupDirectory;
import io.etcdsnapshot.host.CaptureOptions;
import io.etcdsnapshot.host.ClusterBackupScript;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.retention.Span;
import io.etcdsnapshot.values.Values;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a backup is taken on a host. */
final class SnapshotOptions {
    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "where the set goes, as the host sees it (default: " + DefaultLocation.DIRECTORY + ")")
    @Nullable
    String directory;

    @Option(
            names = "--method",
            paramLabel = "auto|script|etcdctl",
            description = "auto: the script, and etcdctl only where the script could not get one (default)")
    CaptureOptions.@Nullable Method method;

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

    @Option(
            names = "--min-cluster-age",
            paramLabel = "DURATION",
            description = "take no backup of a younger cluster: its certificates are not rotated yet (default: 24h)")
    @Nullable
    Span minClusterAge;

    SnapshotSettings settings(HostRoot root, Values values, SnapshotRunOptions run) {
        return new SnapshotSettings(
                root,
                new SnapshotSettings.Place(
                        first(directory, values.text("snapshot.directory")).orElse(DefaultLocation.DIRECTORY),
                        values.texts("snapshot.allowedDirectories").orElse(BackupDirectory.USUALLY_ALLOWED),
                        percent(values.number("snapshot.minFreePercent").orElse(15))),
                new CaptureOptions(
                        first(method, values.text("snapshot.method").map(CaptureOptions.Method::valueOf))
                                .orElse(CaptureOptions.Method.auto),
                        first(script, values.text("snapshot.script")).orElse(ClusterBackupScript.USUAL_PATH),
                        first(etcdctl, values.text("snapshot.etcdctl")).orElse(null),
                        first(force, values.flag("snapshot.force")).orElse(false),
                        duration(run.timeout, values.span("snapshot.timeout"), Duration.ofMinutes(10)),
                        duration(run.retryFor, values.span("snapshot.retryFor"), Duration.ofMinutes(5))),
                duration(minClusterAge, values.span("snapshot.minClusterAge"), Duration.ofHours(24)),
                first(run.onlyOnHost, hostOfSystemd(values)).orElse(null),
                first(run.tags, values.texts("snapshot.tags")).orElse(List.of()),
                values.clusterId().orElse(null),
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

    private static Duration duration(@Nullable Span option, Optional<Span> value, Duration usual) {
        return first(option, value).map(Span::toDuration).orElse(usual);
    }

    private static <T> Optional<T> first(@Nullable T option, Optional<T> value) {
        return option == null ? value : Optional.of(option);
    }
}
