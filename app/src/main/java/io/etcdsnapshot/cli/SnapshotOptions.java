package io.etcdsnapshot.cli;

import io.etcdsnapshot.host.CaptureOptions;
import io.etcdsnapshot.host.ClusterBackupScript;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.values.SnapshotValues;
import io.etcdsnapshot.values.Values;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Takes how a set is taken on a host. */
final class SnapshotOptions {
    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "directory for the set, as the host sees it (default: ${bundle:snapshot.directory})")
    @Nullable
    String directory;

    @Option(
            names = "--method",
            paramLabel = "auto|script|etcdctl",
            description =
                    "auto: the script, or etcdctl where the script could not get one (default: ${bundle:snapshot.method})")
    CaptureOptions.@Nullable Method method;

    @Option(
            names = "--script",
            paramLabel = "PATH",
            description = "cluster-backup.sh as the host sees it (default: " + ClusterBackupScript.USUAL_PATH + ")")
    @Nullable
    String script;

    @Option(
            names = "--etcdctl",
            paramLabel = "PATH",
            description = "etcdctl as the host sees it (default: found on the host)")
    @Nullable
    String etcdctl;

    @Option(
            names = "--force",
            description = "take a set even if an operator is progressing or the cluster is young, and mark it dirty")
    @Nullable
    Boolean force;

    @Option(
            names = "--min-cluster-age",
            paramLabel = "DURATION",
            description =
                    "refuse on a younger cluster: its certificates are not rotated yet (default: ${bundle:snapshot.minClusterAge})")
    @Nullable
    CalendarDuration minClusterAge;

    SnapshotSettings settings(HostRoot root, Values values, SnapshotRunOptions run) {
        SnapshotValues given = values.snapshot();
        return new SnapshotSettings(
                root,
                new SnapshotSettings.Place(
                        or(directory, given.directory()), given.allowedDirectories(), given.minFreePercent()),
                new CaptureOptions(
                        or(method, CaptureOptions.Method.valueOf(given.method())),
                        or(script, given.script().orElse(ClusterBackupScript.USUAL_PATH)),
                        etcdctl != null ? etcdctl : given.etcdctl().orElse(null),
                        or(force, given.force()),
                        or(run.timeout, given.timeout()),
                        or(run.retryFor, given.retryFor())),
                or(minClusterAge, given.minClusterAge()),
                Optional.ofNullable(run.onlyOnHost).or(values::systemdHost).orElse(null),
                or(run.tags, given.tags()),
                values.clusterId().orElse(null),
                values.proxy(),
                run.storedForm.form(given.form(), false));
    }

    private static Duration or(@Nullable CalendarDuration option, Duration value) {
        return option == null ? value : option.toDuration();
    }

    private static <T> T or(@Nullable T option, T value) {
        return option == null ? value : option;
    }
}
