package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.ProjectVersion;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstallationIT {

    private static final Set<String> PODS = Set.of(
            "CronJob",
            "Pod",
            "ConfigMap",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "ServiceAccount",
            "RoleBinding",
            "ClusterRole",
            "ClusterRoleBinding",
            "PrometheusRule");

    @Test
    void givesTheProgramTheValuesAsTheyWereInstalled() {
        Release release = Chart.render("{clusterId: prod-1, global: {from: a parent chart}}");
        Node values = release.values();

        Set<String> known = Chart.parse(Chart.DIRECTORY.resolve("values.yaml")).keys();
        assertThat(values.keys()).isEqualTo(known);
        assertThat(values.at("clusterId").text()).isEqualTo("prod-1");
        assertThat(values.at("mode").text()).isEqualTo("sync");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            image: registry/x:1                            | registry/x:1
            image: docker.io/o/x                           | docker.io/o/x
            image: {repository: r/x, tag: "2"}             | r/x:2
            image: {repository: r/x}                       | r/x:VERSION
            """)
    void takesAnImageAsStringOrInParts(String values, String image) {
        assertThat(Chart.render(values)
                        .container("etcd-snapshot", "purge")
                        .at("image")
                        .text())
                .isEqualTo(image.replace("VERSION", ProjectVersion.current()));
    }

    @Test
    void prefersTheDigestToTheTag() {
        String digest = "sha256:" + "0".repeat(64);

        assertThat(Chart.render("image: {repository: r/x, tag: v1, digest: '" + digest + "'}")
                        .container("etcd-snapshot", "purge")
                        .at("image")
                        .text())
                .isEqualTo("r/x@" + digest);
    }

    @Test
    void letsTheAccountUseThePrivilegedSccInItsNamespaceOnly() {
        Node binding = Chart.render("").get("RoleBinding", "etcd-snapshot-privileged");

        assertThat(binding.at("roleRef.name").text()).isEqualTo("system:openshift:scc:privileged");
        assertThat(binding.at("subjects.0.name").text()).isEqualTo("etcd-snapshot");
        assertThat(binding.at("metadata.namespace").text()).isEqualTo("etcd-backup");
    }

    @Test
    void usesAnAccountThatIsThere() {
        Release release = Chart.render("{serviceAccount: {create: false, name: given}, rbac: {create: false}}");

        assertThat(release.names("ServiceAccount")).isEmpty();
        assertThat(release.names("RoleBinding")).isEmpty();
        assertThat(release.pod("etcd-snapshot").at("serviceAccountName").text()).isEqualTo("given");
    }

    @Test
    void sleepsWithTheMountsAndRightsOfEachStepInDebug() {
        Release asleep = Chart.render("debug: {active: true, timeout: 2h}");
        Release awake = Chart.render("");

        assertThat(asleep.pod("etcd-snapshot").at("initContainers").missing()).isTrue();
        assertThat(asleep.pod("etcd-snapshot").at("containers").names()).containsExactly("snapshot", "purge", "sync");
        assertThat(asleep.container("etcd-snapshot", "snapshot").at("command").texts())
                .containsExactly("sh", "-c", "sleep 2h; exit 1");
        for (String part : Set.of("securityContext", "volumeMounts", "env")) {
            assertThat(asleep.container("etcd-snapshot", "snapshot").at(part))
                    .isEqualTo(awake.container("etcd-snapshot", "snapshot").at(part));
        }
    }

    @Test
    void testsTheInstallationInAPodThatHasAllMountsOfTheRun() {
        Release release = Chart.render("{mode: both, pv: {existingClaim: c}, debug: {active: true}}");
        Node test = release.get("Pod", "etcd-snapshot-test");

        assertThat(test.at("metadata.annotations").key("helm.sh/hook").text()).isEqualTo("test");
        assertThat(test.at("metadata.labels").keys())
                .containsAll(release.get("CronJob", "etcd-snapshot")
                        .at("metadata.labels")
                        .keys());
        assertThat(test.at("spec.initContainers").missing()).isTrue();
        assertThat(test.at("spec.containers.0.args").texts()).containsExactly("check");
        assertThat(test.at("spec.volumes").names())
                .containsExactlyInAnyOrderElementsOf(
                        release.pod("etcd-snapshot").at("volumes").names());
        assertThat(test.at("spec.hostNetwork").value()).isEqualTo(true);
    }

    /** Where the volume or the Secret keeps the second pod from starting, the first one has spoken. */
    @Test
    void testsFirstInAPodThatMountsNothingThatCanBeMissing() {
        Release release = Chart.render("{mode: both, pv: {existingClaim: c}}");
        Node first = release.get("Pod", "etcd-snapshot-test-node");
        Node second = release.get("Pod", "etcd-snapshot-test");

        assertThat(first.at("spec.volumes").items()).isNotEmpty().allSatisfy(volume -> assertThat(volume.keys())
                .doesNotContain("persistentVolumeClaim", "secret", "projected"));
        assertThat(first.at("spec.containers.0.args").texts()).containsExactly("check", "--to=/source");
        assertThat(List.of(first, second))
                .extracting(pod -> pod.at("metadata.annotations")
                        .key("helm.sh/hook-weight")
                        .text())
                .containsExactly("0", "1");
        assertThat((int) first.at("spec.activeDeadlineSeconds").value()
                        + (int) second.at("spec.activeDeadlineSeconds").value())
                .as("less than the five minutes that Helm waits")
                .isLessThan(300);
    }

    @Test
    void leavesThePodsAwayWhereTheHostsThemselvesRunIt() {
        String everything = "{operatingMode: systemd, systemd: {host: master-0}, mode: both, "
                + "pv: {server: s, path: /p}, rehearse: {enabled: true}, monitoring: {prometheusRule: {enabled: true}}}";

        assertThat(Chart.render(everything).objects())
                .extracting(object -> object.at("kind").text())
                .doesNotContainAnyElementsOf(PODS);
    }

    @Test
    void writesTheFactsOfAllStepsToOneFileAsACollectorRefusesASeriesThatIsInTwo() {
        Release release =
                Chart.render("{mode: both, pv: {existingClaim: c}, monitoring: {textfileDirectory: /var/textfile}}");

        Set<String> files = release.names("CronJob").stream()
                .map(release::pod)
                .flatMap(pod ->
                        Stream.concat(pod.at("initContainers").items().stream(), pod.at("containers").items().stream()))
                .map(container -> container
                        .at("env")
                        .named("ETCD_SNAPSHOT_METRICS_FILE")
                        .at("value")
                        .text())
                .collect(Collectors.toSet());
        assertThat(files).containsExactly("/metrics/etcd_backup_etcd_snapshot.prom");
    }
}
