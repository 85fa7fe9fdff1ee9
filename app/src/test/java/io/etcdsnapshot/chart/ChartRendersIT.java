package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChartRendersIT {

    private static final Set<String> STANDARD_LABELS = Set.of(
            "app.kubernetes.io/name",
            "app.kubernetes.io/instance",
            "app.kubernetes.io/version",
            "app.kubernetes.io/managed-by",
            "helm.sh/chart");

    @ParameterizedTest
    @EnumSource(HelmCommand.class)
    void lintsStrictlyWithItsDefaults(HelmCommand helm) throws Exception {
        assertThat(helm.lint(Chart.DIRECTORY, List.of())).satisfies(ChartRendersIT::wentWell);
    }

    @ParameterizedTest
    @MethodSource("examplesByHelm")
    void lintsStrictlyWithEachExample(HelmCommand helm, Path example) throws Exception {
        assertThat(helm.lint(Chart.DIRECTORY, List.of(example))).satisfies(ChartRendersIT::wentWell);
    }

    @ParameterizedTest
    @MethodSource("files")
    void helm3AndHelm4RenderTheSame(Path values) {
        assertThat(Chart.text(HelmCommand.HELM_3, values, Chart.NEWEST))
                .isEqualTo(Chart.text(HelmCommand.HELM_4, values, Chart.NEWEST));
    }

    @ParameterizedTest
    @MethodSource("valuesAndVersions")
    void rendersOnTheOldestAndTheNewestKubernetes(Path values, String kubeVersion) {
        Release release = Chart.render(values, kubeVersion);

        assertThat(Stream.of("CronJob", "MachineConfig").flatMap(kind -> release.names(kind).stream()))
                .containsAnyOf("etcd-snapshot", "99-master-etcd-snapshot");
        assertThat(release.objects())
                .allSatisfy(object -> assertThat(object.at("metadata.labels").keys())
                        .as(object.at("metadata.name").text())
                        .containsAll(STANDARD_LABELS));
        assertThat(release.names("CronJob")).allSatisfy(name -> {
            assertThat(release.cronJob(name)
                            .at("jobTemplate.spec.template.metadata.labels")
                            .keys())
                    .containsAll(STANDARD_LABELS);
            assertVolumesAreThoseMounted(release.pod(name));
        });
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleOpensWithWhoItIsFor(Path example) {
        assertThat(Chart.read(example).lines().findFirst().orElseThrow()).matches("# For those .*\\.");
    }

    private static void wentWell(Program.Result result) {
        assertThat(result.exitCode()).as(result.all()).isZero();
    }

    private static void assertVolumesAreThoseMounted(Node pod) {
        Set<String> mounted = Stream.concat(
                        pod.at("initContainers").items().stream(), pod.at("containers").items().stream())
                .flatMap(container -> container.at("volumeMounts").names().stream())
                .collect(Collectors.toSet());

        assertThat(pod.at("volumes").names()).containsExactlyInAnyOrderElementsOf(mounted);
    }

    static List<Path> examples() {
        return Chart.examples();
    }

    static Stream<Path> files() {
        return Stream.concat(Stream.of(Chart.DIRECTORY.resolve("values.yaml")), examples().stream());
    }

    static Stream<Arguments> examplesByHelm() {
        return examples().stream()
                .flatMap(file -> Stream.of(HelmCommand.values()).map(helm -> Arguments.of(helm, file)));
    }

    static Stream<Arguments> valuesAndVersions() {
        return files().flatMap(
                        file -> Stream.of(Chart.OLDEST, Chart.NEWEST).map(version -> Arguments.of(file, version)));
    }
}
