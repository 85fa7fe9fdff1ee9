package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CopyCronJobsIT {

    private static final String BOTH = "{mode: both, pv: {server: nfs.example.com, path: /exports}}";
    private final Release both = Chart.render(BOTH);

    @Test
    void copiesToEachKindOfDestinationByItself() {
        assertThat(both.names("CronJob"))
                .containsExactlyInAnyOrder(
                        "etcd-snapshot", "etcd-snapshot-pv", "etcd-snapshot-sync", "etcd-snapshot-verify");
        assertThat(both.pod("etcd-snapshot-sync").at("volumes").names()).doesNotContain("destination");
        assertThat(both.pod("etcd-snapshot-pv").at("volumes").names()).doesNotContain("ssh");
    }

    @Test
    void triesAFailedCopyAgainInANewPodThatOnlyCopies() {
        Node job = Chart.render("{mode: both, pv: {existingClaim: c}, job: {copyRetries: 2, copyDeadline: 90m}}")
                .cronJob("etcd-snapshot-pv");

        assertThat(job.at("jobTemplate.spec.backoffLimit").value()).isEqualTo(2);
        assertThat(job.at("jobTemplate.spec.activeDeadlineSeconds").value()).isEqualTo(90 * 60);
        assertThat(job.at("jobTemplate.spec.template.spec.restartPolicy").text())
                .isEqualTo("Never");
        assertThat(job.at("jobTemplate.spec.template.spec.containers").names()).containsExactly("sync");
        assertThat(job.at("jobTemplate.spec.template.spec.initContainers").missing())
                .isTrue();
    }

    @Test
    void startsWithTheSnapshotUnlessItHasAScheduleOfItsOwn() {
        Release release = Chart.render(
                "{mode: both, schedule: '5 3 * * *', pv: {existingClaim: c}, sync: {schedule: '@hourly'}}");

        assertThat(release.cronJob("etcd-snapshot-pv").at("schedule").text()).isEqualTo("5 3 * * *");
        assertThat(release.cronJob("etcd-snapshot-sync").at("schedule").text()).isEqualTo("@hourly");
        assertThat(release.container("etcd-snapshot-pv", "sync").at("args").texts())
                .contains("--wait-for-snapshot");
    }

    @Test
    void keepsEachClustersSetsInADirectoryOfItsName() {
        assertThat(Chart.render("{mode: pv, clusterId: prod-1, pv: {existingClaim: c}}")
                        .container("etcd-snapshot-pv", "sync")
                        .at("args")
                        .texts())
                .containsSequence("--from", "/source", "--to", "/destination/prod-1");
    }

    @Test
    void readsTheNodesSetsAndWritesOnlyTheDestination() {
        Node mounts = both.container("etcd-snapshot-pv", "sync").at("volumeMounts");

        assertThat(mounts.names()).containsExactlyInAnyOrder("source", "destination", "values", "tmp");
        assertThat(mounts.named("source").at("readOnly").value()).isEqualTo(true);
        assertThat(both.container("etcd-snapshot-pv", "sync")
                        .at("securityContext.privileged")
                        .value())
                .isEqualTo(false);
    }

    @Test
    void findsMirrorsByLabelWithATokenAndNothingButNodesToList() {
        assertThat(both.pod("etcd-snapshot-sync")
                        .at("automountServiceAccountToken")
                        .value())
                .isEqualTo(true);
        assertThat(both.pod("etcd-snapshot-pv")
                        .at("automountServiceAccountToken")
                        .value())
                .isEqualTo(false);
        Node rule =
                both.get("ClusterRole", "etcd-backup-etcd-snapshot-list-nodes").at("rules");
        assertThat(rule.items()).hasSize(1);
        assertThat(rule.at("0.resources").texts()).containsExactly("nodes");
        assertThat(rule.at("0.verbs").texts()).containsExactly("list");
    }

    @Test
    void asksTheApiForNothingWhereMirrorsAreNamed() {
        Release release = Chart.render("{mode: sync, sync: {hosts: [core@10.0.0.2, 'm3.example.com:2222']}}");

        assertThat(release.names("ClusterRole")).isEmpty();
        assertThat(release.names("ClusterRoleBinding")).isEmpty();
        assertThat(release.pod("etcd-snapshot-sync")
                        .at("automountServiceAccountToken")
                        .value())
                .isEqualTo(false);
    }

    @Test
    void readsTheKeyFromTheSecretForItsOwnerOnly() {
        Node ssh = both.pod("etcd-snapshot-sync").at("volumes").named("ssh").at("secret");

        assertThat(ssh.at("secretName").text()).isEqualTo("ssh-key-pair");
        assertThat(ssh.at("defaultMode").value()).isEqualTo(0400);
        assertThat(env("strict", "ETCD_SNAPSHOT_KNOWN_HOSTS")).isEqualTo("/etc/etcd-snapshot/ssh/known_hosts");
    }

    @Test
    void remembersTheHostKeysItAccepted() {
        assertThat(env("accept-new", "ETCD_SNAPSHOT_KNOWN_HOSTS")).isEqualTo("/var/lib/etcd-snapshot/known_hosts");
        assertThat(both.pod("etcd-snapshot-sync").at("volumes").names()).doesNotContain("seen-hosts");
    }

    @Test
    void verifiesTheNodeAndTheVolumeSideBySide() {
        Node pod = Chart.render("{mode: pv, clusterId: a, pv: {existingClaim: c}, verify: {all: true}}")
                .pod("etcd-snapshot-verify");

        assertThat(pod.at("containers").names()).containsExactly("verify-node", "verify-pv");
        assertThat(pod.at("containers.0.args").texts()).containsExactly("verify", "/source", "--all");
        assertThat(pod.at("containers.1.args").texts()).containsExactly("verify", "/destination/a", "--all");
        assertThat(pod.at("containers.1.volumeMounts")
                        .named("destination")
                        .at("readOnly")
                        .value())
                .isEqualTo(true);
    }

    private static String env(String policy, String name) {
        return Chart.render("{mode: sync, sync: {hostKeyPolicy: " + policy + "}}")
                .container("etcd-snapshot-sync", "sync")
                .at("env")
                .named(name)
                .at("value")
                .text();
    }
}
