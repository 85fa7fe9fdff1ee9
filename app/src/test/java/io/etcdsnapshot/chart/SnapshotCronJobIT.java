package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnapshotCronJobIT {

    private static final String NFS = "{mode: pv, pv: {server: nfs.example.com, path: /exports}}";
    private final Release release = Chart.render(NFS);
    private final Node pod = release.pod("etcd-snapshot");

    @Test
    void takesTheSnapshotAndThenPurgesTheNodesOwnSets() {
        assertThat(pod.at("initContainers").names()).containsExactly("snapshot");
        assertThat(pod.at("containers").names()).containsExactly("purge");
        assertThat(release.container("etcd-snapshot", "snapshot").at("args").texts())
                .containsExactly("snapshot");
        assertThat(release.container("etcd-snapshot", "purge").at("args").texts())
                .containsExactly("purge", "/source");
    }

    @Test
    void mountsNothingThatADeadServerCouldHoldUp() {
        assertThat(pod.at("volumes").items())
                .allSatisfy(volume -> assertThat(volume.keys()).doesNotContain("persistentVolumeClaim", "nfs", "csi"));
    }

    @Test
    void runsOnTheSnapshotNodeAndToleratesTheControlPlanesTaints() {
        assertThat(pod.at("nodeSelector").key("etcd-snapshot.example.com/role").text())
                .isEqualTo("snapshot");
        assertThat(pod.at("tolerations").items())
                .extracting(toleration -> toleration.at("key").text())
                .containsExactlyInAnyOrder("node-role.kubernetes.io/master", "node-role.kubernetes.io/control-plane");
    }

    @Test
    void toleratesATaintOfItsOwnAsWell() {
        Node tolerations = Chart.render("tolerationLabelKey: example.com/etcd")
                .pod("etcd-snapshot")
                .at("tolerations");

        assertThat(tolerations.items())
                .extracting(toleration -> toleration.at("key").text())
                .contains("example.com/etcd", "node-role.kubernetes.io/master");
    }

    @Test
    void usesTheNodesNetworkWithTheClustersNames() {
        assertThat(pod.at("hostNetwork").value()).isEqualTo(true);
        assertThat(pod.at("dnsPolicy").text()).isEqualTo("ClusterFirstWithHostNet");
    }

    @Test
    void neverTakesASecondSnapshotForOneRun() {
        assertThat(release.cronJob("etcd-snapshot").at("concurrencyPolicy").text())
                .isEqualTo("Forbid");
        assertThat(release.cronJob("etcd-snapshot")
                        .at("jobTemplate.spec.backoffLimit")
                        .value())
                .isEqualTo(0);
        assertThat(pod.at("restartPolicy").text()).isEqualTo("Never");
    }

    @Test
    void endsARunThatHangs() {
        Node job = Chart.render("job: {deadline: 45m, startWithin: 2h}").cronJob("etcd-snapshot");

        assertThat(job.at("jobTemplate.spec.activeDeadlineSeconds").value()).isEqualTo(45 * 60);
        assertThat(job.at("startingDeadlineSeconds").value()).isEqualTo(2 * 60 * 60);
    }

    @Test
    void isPrivilegedOnlyWhereItTakesTheSnapshot() {
        Node snapshot = release.container("etcd-snapshot", "snapshot");
        Node purge = release.container("etcd-snapshot", "purge");

        assertThat(snapshot.at("securityContext.privileged").value()).isEqualTo(true);
        assertThat(snapshot.at("volumeMounts").names()).containsExactlyInAnyOrder("host", "values", "tmp");
        assertThat(purge.at("securityContext.privileged").value()).isEqualTo(false);
        assertThat(purge.at("securityContext.capabilities.drop").texts()).containsExactly("ALL");
        assertThat(purge.at("volumeMounts").names()).containsExactlyInAnyOrder("source", "values", "tmp");
        assertThat(release.text()).contains("# Privileged, as cluster-backup.sh");
    }

    @Test
    void holdsNoApiToken() {
        assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
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
}
