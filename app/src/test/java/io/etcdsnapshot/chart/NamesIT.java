package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several releases in one cluster: no object of one has the name of another's. */
class NamesIT {

    private static final String EVERYTHING =
            """
            mode: both
            pv: {server: nfs.example.com, path: /exports}
            rehearse: {enabled: true, etcdImage: e}
            monitoring: {textfileDirectory: /var/textfile, prometheusRule: {enabled: true}}
            """;

    @TempDir
    Path directory;

    @Test
    void oneReleaseNameInTwoNamespacesMeetsNowhere() throws Exception {
        assertThat(clusterWide("backup", "etcd")).doesNotContainAnyElementsOf(clusterWide("backup2", "etcd"));
        assertThat(clusterWide("a-b", "c")).doesNotContainAnyElementsOf(clusterWide("a", "b-c"));
    }

    @Test
    void twoReleaseNamesThatBeginAlikeMeetNowhere() throws Exception {
        String alike = "etcd-snapshot-of-the-production-cluster-east";

        Set<String> one = names(render("backup", alike + "-1", EVERYTHING));
        Set<String> other = names(render("backup", alike + "-2", EVERYTHING));

        assertThat(one).doesNotContainAnyElementsOf(other);
        assertThat(one).filteredOn(name -> name.startsWith("CronJob ")).allSatisfy(name -> assertThat(
                        name.substring("CronJob ".length()))
                .hasSizeLessThanOrEqualTo(52));
    }

    @Test
    void aReleaseCanBeGivenAnotherName() throws Exception {
        Release release = render("backup", "argo-app-17", EVERYTHING + "fullnameOverride: etcd-snapshot\n");

        assertThat(release.names("CronJob"))
                .containsExactlyInAnyOrder(
                        "etcd-snapshot",
                        "etcd-snapshot-standby",
                        "etcd-snapshot-catchup",
                        "etcd-snapshot-verify",
                        "etcd-snapshot-rehearse");
        assertThat(release.names("ServiceAccount")).containsExactly("etcd-snapshot");
    }

    /** node_exporter drops a series that is in two files: the program labels each series with its file. */
    @Test
    void theMetricsOfTwoReleasesOnOneNodeAreInTwoFiles() throws Exception {
        List<Release> releases = List.of(
                render("backup", "etcd", EVERYTHING),
                render("backup", "other", EVERYTHING),
                render("backup2", "etcd", EVERYTHING));

        assertThat(releases)
                .extracting(release -> variable(release, "ETCD_SNAPSHOT_METRICS_FILE"))
                .doesNotHaveDuplicates();
    }

    private static String variable(Release release, String name) {
        return release.pod(release.names("CronJob").stream()
                        .filter(each -> each.endsWith("-catchup"))
                        .findFirst()
                        .orElseThrow())
                .at("containers.0.env")
                .named(name)
                .at("value")
                .text();
    }

    private Set<String> clusterWide(String namespace, String name) throws Exception {
        Set<String> names = names(render(namespace, name, EVERYTHING));
        names.removeIf(each -> !each.matches("(PersistentVolume|ClusterRole|ClusterRoleBinding) .*"));
        assertThat(names).hasSize(3);
        return names;
    }

    private static Set<String> names(Release release) {
        return release.objects().stream()
                .map(object -> object.at("kind").text() + " "
                        + object.at("metadata.name").text())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Release render(String namespace, String name, String values) throws Exception {
        Path file = Files.writeString(Files.createTempFile(directory, "values", ".yaml"), values);
        Program helm = HelmCommand.HELM_4.of("template", name, Chart.DIRECTORY.toString(), "--namespace=" + namespace);
        return new Release(helm.and("--values=" + file).output());
    }
}
