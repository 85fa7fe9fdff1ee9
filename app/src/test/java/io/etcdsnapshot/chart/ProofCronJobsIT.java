package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofCronJobsIT {

    private static final String REHEARSE =
            "{mode: pv, clusterId: a, pv: {existingClaim: c}, rehearse: {enabled: true, from: %s, etcdImage: e:1}}";

    @Test
    void verifiesTheNodeAndTheVolumeSideBySide() {
        Node pod = Chart.render("{mode: pv, clusterId: a, pv: {existingClaim: c}, verify: {all: true}}")
                .pod("etcd-snapshot-verify");

        assertThat(pod.at("containers").names()).containsExactly("verify-node", "verify-pv");
        assertThat(pod.at("containers.0.args").texts()).containsExactly("verify", "/source", "--all");
        assertThat(pod.at("containers.1.args").texts()).containsExactly("verify", "/pv/a", "--all");
        assertThat(pod.at("containers.1.volumeMounts")
                        .named("pv")
                        .at("readOnly")
                        .missing())
                .as("what was found is remembered beside the sets")
                .isTrue();
        assertThat(pod.at("hostNetwork").missing()).isTrue();
    }

    @Test
    void verifiesOnlyTheNewestSetOfTheNodeByDefault() {
        Node pod = Chart.render("").pod("etcd-snapshot-verify");

        assertThat(pod.at("containers").names()).containsExactly("verify-node");
        assertThat(pod.at("containers.0.args").texts()).containsExactly("verify", "/source");
    }

    @Test
    void bringsOverWhatOtherToolsMake() {
        Release release = Chart.render(
                """
                mode: pv
                pv: {existingClaim: c}
                sources: {from: [{name: tech-preview, claim: theirs}, {name: k3s, directory: /var/lib/db/snapshots}]}
                """);
        Node pod = release.pod("etcd-snapshot-sources");

        assertThat(pod.at("containers").names()).containsExactly("from-tech-preview", "from-k3s");
        assertThat(pod.at("containers.0.args").texts())
                .containsExactly("sync", "--from=/from-tech-preview", "--allow-empty", "--retry-for=30m");
        assertThat(pod.at("containers.0.volumeMounts").names())
                .containsExactlyInAnyOrder("from-tech-preview", "pv", "values", "tmp");
        assertThat(pod.at("containers.0.volumeMounts")
                        .named("from-tech-preview")
                        .at("readOnly")
                        .value())
                .isEqualTo(true);
        assertThat(pod.at("volumes").named("from-k3s").at("hostPath.path").text())
                .isEqualTo("/var/lib/db/snapshots");
        assertThat(Chart.render("").names("CronJob")).doesNotContain("etcd-snapshot-sources");
    }

    @Test
    void rehearsesOnlyWhenAskedTo() {
        assertThat(Chart.render("").names("CronJob")).doesNotContain("etcd-snapshot-rehearse");
        assertThat(Chart.render("rehearse: {enabled: true, etcdImage: 'e:1', schedule: '@weekly'}")
                        .cronJob("etcd-snapshot-rehearse")
                        .at("schedule")
                        .text())
                .isEqualTo("@weekly");
    }

    @ParameterizedTest
    @CsvSource({"node, /source, source", "pv, /pv/a, pv"})
    void rehearsesTheNewestSetOfTheChosenPlace(String from, String location, String volume) {
        Node rehearse = Chart.render(REHEARSE.formatted(from)).container("etcd-snapshot-rehearse", "rehearse");

        assertThat(rehearse.at("args").texts())
                .containsExactly(
                        "rehearse",
                        "latest",
                        "--from=" + location,
                        "--etcd=/etcd/etcd",
                        "--etcdutl=/etcd/etcdutl",
                        "--directory=/scratch");
        assertThat(rehearse.at("volumeMounts").names())
                .containsExactlyInAnyOrder(volume, "etcd", "scratch", "values", "tmp");
        assertThat(rehearse.at("volumeMounts").named(volume).at("readOnly").missing())
                .isTrue();
        assertThat(rehearse.at("securityContext.privileged").value()).isEqualTo(false);
    }

    @Test
    void takesEtcdFromAnImageThatGetsNothingElseToSee() {
        Release release = Chart.render(REHEARSE.formatted("node"));
        Node etcd = release.container("etcd-snapshot-rehearse", "etcd");

        assertThat(etcd.at("image").text()).isEqualTo("e:1");
        assertThat(etcd.at("command").text()).contains("cp /usr/bin/etcd ");
        assertThat(etcd.at("volumeMounts").names()).containsExactly("etcd");
        assertThat(etcd.at("env").missing()).isTrue();
        assertThat(release.pod("etcd-snapshot-rehearse").at("hostNetwork").missing())
                .isTrue();
    }
}
