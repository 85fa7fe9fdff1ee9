package io.etcdsnapshot.report;

import io.etcdsnapshot.fetch.SkippedSet;
import io.etcdsnapshot.rehearse.RehearsalReport;
import io.etcdsnapshot.restore.Restore;
import io.etcdsnapshot.restore.RestoreCheck;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What {@code restore} and {@code rehearse} tell a person. */
public final class RestoreTexts {
    private static final String UNKNOWN = "unknown";

    private RestoreTexts() {}

    private static String compared(@Nullable String ofSet, @Nullable String ofHost) {
        return ofSet != null && ofSet.equals(ofHost)
                ? "%s, as this host".formatted(ofSet)
                : "%s, this host: %s"
                        .formatted(
                                Objects.requireNonNullElse(ofSet, UNKNOWN),
                                Objects.requireNonNullElse(ofHost, UNKNOWN));
    }

    /** What there is now, and what a person does next. */
    public static String staged(Restore.Staged staged, List<String> command) {
        RestoreCheck prospect = staged.prospect();
        Table table = new Table();
        table.row("set", prospect.set().id().value());
        String age = prospect.age().isNegative() ? "" : ", %s ago".formatted(Amounts.age(prospect.age()));
        String node = prospect.node() == null ? "" : ", on " + prospect.node();
        table.row("taken", prospect.set().takenAt() + age + node);
        table.row("cluster", compared(prospect.clusterId(), prospect.host().id()));
        table.row("version", compared(prospect.clusterVersion(), prospect.host().version()));
        table.row("state", "whole and proven" + (prospect.set().dirty() ? ", possibly dirty" : ""));
        table.row("staged", command.get(command.size() - 1));
        StringBuilder text = new StringBuilder(table.toString()).append(passedOver(staged.passedOver()));
        prospect.warnings()
                .forEach(warning -> text.append("WARNING  ").append(warning).append('\n'));
        text.append("%nNothing is restored yet. What comes next can't be undone:%n".formatted());
        text.append(
                """
                  1. Is this the last resort? If the API server still answers, restore nothing; while a majority of
                     the etcd members is up, replace the broken one instead. A restore is destructive: it takes the
                     cluster back to the moment of the set, and all that it was told since is lost.
                  2. Choose this host as the recovery host, and keep an SSH session open to every control-plane host.
                  3. On every OTHER control-plane host move etcd-pod.yaml, kube-apiserver-pod.yaml,
                     kube-controller-manager-pod.yaml and kube-scheduler-pod.yaml out of /etc/kubernetes/manifests,
                     wait until `crictl ps` shows none of them, then move /var/lib/etcd out of the way.
                  4. Behind a proxy, export HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Then on this host, as root:

                """);
        text.append("         %s%n%n".formatted(String.join(" ", command)));
        text.append(
                """
                  5. Restart the kubelet on all control-plane hosts, approve pending CSRs, and let etcd, the API server
                     and the other operators roll out anew, as OpenShift's documentation of this version says under
                     "Restoring to a previous cluster state".
                """);
        return text.toString();
    }

    private static String passedOver(List<SkippedSet> passedOver) {
        StringBuilder text = new StringBuilder();
        passedOver.forEach(set -> text.append("passed over %s: %s%n".formatted(set.id(), set.reason())));
        return text.toString();
    }

    /** @param width columns that lines may take */
    public static String rehearsed(RehearsalReport report, int width) {
        StringBuilder text = new StringBuilder(passedOver(report.passedOver()));
        text.append("%s  %s%n".formatted(report.id(), report.ok() ? "restores" : "DOES NOT RESTORE"));
        RehearsalReport.Served served = report.served();
        if (served != null) {
            text.append("  restored in %s, served by etcd %s after %s more%n"
                    .formatted(
                            Amounts.seconds(report.restoreMillis()),
                            served.etcdVersion(),
                            Amounts.seconds(served.startMillis())));
        }
        return text.append(Texts.findings(report.findings(), width)).toString();
    }
}
