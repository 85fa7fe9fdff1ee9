package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.console.LoggedError;
import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.fetch.SkippedSet;
import io.etcdsnapshot.host.RestoreScriptKind;
import io.etcdsnapshot.restore.HostCluster;
import io.etcdsnapshot.restore.Restore;
import io.etcdsnapshot.restore.RestoreCheck;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reports the set that {@code restore} staged, and the script's run if there was one.
 *
 * @param command what restores the set, to be run on the host; ends with the staged directory as the host sees it
 * @param script what the host has of it, so that the steps fit its release
 * @param run null unless the script was run
 */
public record RestoreResult(Restore.Staged staged, List<String> command, RestoreScriptKind script, @Nullable Run run)
        implements Result {
    private static final String UNKNOWN = "unknown";

    /** @param output lines, without secrets */
    public record Run(int exitCode, List<String> output) {}

    /** Holds the fields of the document; unknown ones are left out. */
    private record Document(
            BackupSetId id,
            Instant takenAt,
            long ageSeconds,
            boolean dirty,
            @Nullable String node,
            @Nullable String clusterId,
            @Nullable String clusterVersion,
            HostCluster host,
            List<String> mismatches,
            List<String> warnings,
            List<Alarm> alarms,
            String staged,
            List<SetFile> files,
            List<String> command,
            List<SkippedSet> passedOver,
            List<BackupSetId> earlierStaged,
            List<BackupSetId> removedStaged,
            @Nullable Run run) {}

    /** Returns the same with the script's run. */
    public RestoreResult after(Run ran) {
        return new RestoreResult(staged, command, script, ran);
    }

    @Override
    public Object document() {
        RestoreCheck check = staged.prospect();
        return new Document(
                check.set().id(),
                check.set().takenAt(),
                check.age().toSeconds(),
                check.set().dirty(),
                check.node(),
                check.clusterId(),
                check.clusterVersion(),
                check.host(),
                check.mismatches(),
                check.warnings(),
                check.alarms(),
                directory(),
                staged.files(),
                command,
                staged.passedOver(),
                staged.earlier(),
                staged.removed(),
                run);
    }

    private String directory() {
        return command.get(command.size() - 1);
    }

    @Override
    public int exitCode() {
        return run == null ? ExitCodes.OK : run.exitCode();
    }

    @Override
    public List<LoggedError> errors() {
        return run == null || run.exitCode() == 0
                ? List.of()
                : List.of(new LoggedError(
                        "%s ended with exit code %d".formatted(command.get(command.size() - 2), run.exitCode()), ""));
    }

    /** Shows what is there now, and what a person does next; after the script's run, all is shown already. */
    @Override
    public void print(TextReport text) {
        if (run != null) {
            return;
        }
        RestoreCheck check = staged.prospect();
        Table table = new Table();
        table.row("set", check.set().id().value());
        String age = check.age().isNegative() ? "" : ", %s ago".formatted(Formats.age(check.age()));
        String node = check.node() == null ? "" : ", on " + check.node();
        table.row("taken", check.set().takenAt() + age + node);
        table.row("cluster", compared(check.clusterId(), check.host().id()));
        table.row("version", compared(check.clusterVersion(), check.host().version()));
        table.row("state", "verified" + (check.set().dirty() ? ", possibly dirty" : ""));
        table.row("staged", directory());
        if (!staged.removed().isEmpty()) {
            table.row("removed", "staged earlier: " + joined(staged.removed()));
        }
        text.table(table);
        printSkipped(text, staged.passedOver());
        check.warnings().forEach(warning -> text.line("WARNING  %s", warning));
        text.block(
                """

                Nothing is restored yet. What comes next can't be undone:
                  1. Is this the last resort? If the API server still answers, restore nothing; while a majority of
                     the etcd members is up, replace the broken one instead. A restore is destructive: it takes the
                     cluster back to the moment of the set, and everything written since then is lost.
                  2. Choose this host as the recovery host, and keep an SSH session open to every control-plane host.
                  3. %s
                  4. Behind a proxy, export HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Then on this host, as root:

                """
                        .formatted(stopTheOthers()));
        text.line("         %s", String.join(" ", command));
        text.block(
                """

                  5. Restart the kubelet on all control-plane hosts, approve pending CSRs, and let etcd, the API server
                     and the other operators roll out anew, as OpenShift's documentation of this version says under
                     "Restoring to a previous cluster state".
                """);
        if (!check.alarms().isEmpty()) {
            text.block(
                    """
                      6. etcd starts with the alarms that it had when the set was taken (%s), and with NOSPACE it refuses
                         every write. Once it runs, make room with etcdctl, and only then disarm them:
                           REVISION=$(etcdctl endpoint status -w json | grep -o '"revision":[0-9]*' | cut -d: -f2 | head -1)
                           etcdctl compact "$REVISION"; etcdctl defrag --cluster; etcdctl alarm disarm
                         After CORRUPT, first compare the members: etcdctl endpoint hashkv --cluster
                    """
                            .formatted(alarmTypes(check)));
        }
        text.block(
                """

                Afterwards remove what was staged, as it holds all Secrets of the cluster:
                """);
        text.line("         rm -r %s", directory());
        if (!staged.earlier().isEmpty()) {
            text.line(
                    "Earlier runs left beside it: %s; restore --remove-staged removes them.", joined(staged.earlier()));
        }
    }

    private static String joined(List<BackupSetId> ids) {
        return ids.stream().map(BackupSetId::value).collect(Collectors.joining(", "));
    }

    private static String alarmTypes(RestoreCheck check) {
        return check.alarms().stream().map(Alarm::type).distinct().sorted().collect(Collectors.joining(", "));
    }

    private String stopTheOthers() {
        return switch (script) {
            case ALL_STATIC_PODS, UNKNOWN ->
                """
                On every OTHER control-plane host move etcd-pod.yaml, kube-apiserver-pod.yaml,
                     kube-controller-manager-pod.yaml and kube-scheduler-pod.yaml out of /etc/kubernetes/manifests,
                     wait until `crictl ps` shows none of them, then move /var/lib/etcd out of the way."""
                        .strip();
            case ETCD_ALONE, ETCD_ALONE_AND_MOVES_FILES ->
                """
                On every OTHER control-plane host stop etcd, as root: /usr/local/bin/disable-etcd.sh. The script
                     below stops etcd here, restores it with a higher revision than any client has seen, and starts
                     it again."""
                        .strip();
        };
    }

    private static String compared(@Nullable String ofSet, @Nullable String ofHost) {
        return ofSet != null && ofSet.equals(ofHost)
                ? "%s, same as this host".formatted(ofSet)
                : "%s, this host: %s"
                        .formatted(
                                Objects.requireNonNullElse(ofSet, UNKNOWN),
                                Objects.requireNonNullElse(ofHost, UNKNOWN));
    }

    static void printSkipped(TextReport text, List<SkippedSet> skipped) {
        skipped.forEach(set -> text.line("skipped %s: %s", set.id(), set.reason()));
    }

    @Override
    public Map<String, Object> summary() {
        return Map.of("id", staged.prospect().set().id().value());
    }
}
