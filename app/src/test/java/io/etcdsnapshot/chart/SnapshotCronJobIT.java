package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotCronJobIT {

    private final Release release = Chart.render("{mode: both, pv: {server: nfs.example.com, path: /exports}}");
    private final Node pod = release.pod("etcd-snapshot");

    @Test
    void takesTheSnapshotAndThenCopiesWhateverBecomesOfTheNodesRetention() {
        assertThat(pod.at("initContainers").names()).containsExactly("snapshot");
        assertThat(pod.at("containers").names()).containsExactly("purge", "sync");
        assertThat(args("snapshot")).containsExactly("snapshot");
        assertThat(args("purge")).containsExactly("purge", "/source");
        assertThat(args("sync")).containsExactly("sync", "--from=/source", "--retry-for=30m");
    }

    @Test
    void runsOnTheSnapshotNodeAndToleratesTheControlPlanesTaints() {
        assertThat(pod.at("nodeSelector").key("etcd-snapshot.example.com/role").text())
                .isEqualTo("snapshot");
        assertThat(pod.at("tolerations").items())
                .extracting(toleration -> toleration.at("key").text())
                .containsExactlyInAnyOrder("node-role.kubernetes.io/master", "node-role.kubernetes.io/control-plane");
        assertThat(pod.at("tolerations").items()).as("whatever the effect").allSatisfy(toleration -> assertThat(
                        toleration.at("effect").missing())
                .isTrue());
    }

    @Test
    void toleratesTaintsOfOnesOwnAsWell() {
        Node tolerations = Chart.render("{tolerationLabelKey: example.com/etcd, "
                        + "tolerations: [{key: dedicated, operator: Equal, value: etcd, effect: NoExecute}]}")
                .pod("etcd-snapshot")
                .at("tolerations");

        assertThat(tolerations.items())
                .extracting(toleration -> toleration.at("key").text())
                .contains("example.com/etcd", "node-role.kubernetes.io/master", "dedicated");
        assertThat(tolerations.items().get(tolerations.items().size() - 1).value())
                .isEqualTo(Map.of("key", "dedicated", "operator", "Equal", "value", "etcd", "effect", "NoExecute"));
    }

    @Test
    void usesTheNodesNetworkWithTheClustersNames() {
        assertThat(pod.at("hostNetwork").value()).isEqualTo(true);
        assertThat(pod.at("dnsPolicy").text()).isEqualTo("ClusterFirstWithHostNet");
    }

    @Test
    void neverTakesASecondSnapshotForOneRun() {
        Node job = release.cronJob("etcd-snapshot").at("jobTemplate.spec");

        assertThat(release.cronJob("etcd-snapshot").at("concurrencyPolicy").text())
                .isEqualTo("Forbid");
        assertThat(job.at("backoffLimit").value()).isEqualTo(0);
        assertThat(pod.at("restartPolicy").text()).isEqualTo("Never");
    }

    @Test
    void triesAFailingCopyAgainWhereItIsTold() {
        assertThat(Chart.render("job: {copyRetryFor: 2h}")
                        .container("etcd-snapshot", "sync")
                        .at("args")
                        .texts())
                .contains("--retry-for=2h");
        assertThat(Chart.render("job: {copyRetryFor: ''}")
                        .container("etcd-snapshot", "sync")
                        .at("args")
                        .texts())
                .containsExactly("sync", "--from=/source");
    }

    @Test
    void endsARunThatHangs() {
        Node job = Chart.render("job: {deadline: 45m, startWithin: 2h}").cronJob("etcd-snapshot");

        assertThat(job.at("jobTemplate.spec.activeDeadlineSeconds").value()).isEqualTo(45 * 60);
        assertThat(job.at("startingDeadlineSeconds").value()).isEqualTo(2 * 60 * 60);
    }

    @Test
    void isPrivilegedOnlyWhereItTakesTheSnapshot() {
        assertThat(rights("snapshot").at("privileged").value()).isEqualTo(true);
        assertThat(release.text()).contains("# Privileged, because cluster-backup.sh");
        assertThat(List.of("purge", "sync")).allSatisfy(step -> {
            assertThat(rights(step).at("privileged").value()).isEqualTo(false);
            assertThat(rights(step).at("capabilities.drop").texts()).containsExactly("ALL");
        });
    }

    @Test
    void mountsInEachContainerOnlyWhatItNeeds() {
        assertThat(mounts("snapshot").names()).containsExactlyInAnyOrder("host", "values", "tmp");
        assertThat(mounts("purge").names()).containsExactlyInAnyOrder("source", "values", "tmp");
        assertThat(mounts("sync").names()).containsExactlyInAnyOrder("source", "pv", "ssh", "token", "values", "tmp");
        assertThat(mounts("sync").named("source").at("readOnly").value()).isEqualTo(true);
        assertThat(mounts("purge").named("source").at("readOnly").missing()).isTrue();
        assertThat(mounts("sync").named("pv").at("mountPath").text()).isEqualTo("/pv");
        assertThat(mounts("sync").named("pv").at("readOnly").missing()).isTrue();
    }

    @Test
    void tellsTheProgramWhereItsValuesAreAndWhereItRuns() {
        Node env = release.container("etcd-snapshot", "sync").at("env");

        assertThat(env.named("ETCD_SNAPSHOT_VALUES").at("value").text()).isEqualTo("/values/values.yaml");
        assertThat(env.named("ETCD_SNAPSHOT_SUMMARY_FILE").at("value").text()).isEqualTo("/dev/termination-log");
        assertThat(env.named("ETCD_SNAPSHOT_LOCK_WAIT").at("value").text()).isEqualTo("10m");
        assertThat(env.named("ETCD_SNAPSHOT_NODE")
                        .at("valueFrom.fieldRef.fieldPath")
                        .text())
                .isEqualTo("spec.nodeName");
    }

    @Test
    void hasATimeZoneWhereKubernetesDoes() {
        String berlin = "timeZone: Europe/Berlin";

        assertThat(Chart.render(berlin, "1.27.0")
                        .cronJob("etcd-snapshot")
                        .at("timeZone")
                        .text())
                .isEqualTo("Europe/Berlin");
        assertThat(Chart.render(berlin, "1.26.9")
                        .cronJob("etcd-snapshot")
                        .at("timeZone")
                        .missing())
                .isTrue();
    }

    private Node rights(String container) {
        return release.container("etcd-snapshot", container).at("securityContext");
    }

    private Node mounts(String container) {
        return release.container("etcd-snapshot", container).at("volumeMounts");
    }

    private List<String> args(String container) {
        return release.container("etcd-snapshot", container).at("args").texts();
    }
}
