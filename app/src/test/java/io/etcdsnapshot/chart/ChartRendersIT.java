package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class ChartRendersIT {

    private static final Set<String> STANDARD_LABELS = Set.of(
            "app.kubernetes.io/name",
            "app.kubernetes.io/instance",
            "app.kubernetes.io/version",
            "app.kubernetes.io/managed-by",
            "helm.sh/chart");

    @Test
    void lintsStrictlyWithItsDefaults() {
        LintResult result = Chart.lint(Chart.DIRECTORY);

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void lintsStrictlyWithEachExample(Path example, @TempDir Path chart) throws IOException {
        Chart.copyTo(chart);
        Object values = merged(Chart.parse(Chart.DIRECTORY.resolve("values.yaml")), Chart.parse(example));
        Files.writeString(chart.resolve("values.yaml"), new Yaml().dump(values));

        LintResult result = Chart.lint(chart);

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
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

    static Stream<Arguments> valuesAndVersions() {
        Stream<Path> values = Stream.concat(Stream.of(Chart.DIRECTORY.resolve("values.yaml")), examples().stream());
        return values.flatMap(
                file -> Stream.of(Chart.OLDEST, Chart.NEWEST).map(version -> Arguments.of(file, version)));
    }

    /** Overrides laid over defaults as Helm does it: maps key by key, all else as a whole. */
    private static Object merged(Node defaults, Node overrides) {
        if (!(defaults.value() instanceof Map<?, ?>) || !(overrides.value() instanceof Map<?, ?>)) {
            return overrides.missing() ? defaults.value() : overrides.value();
        }
        Map<String, Object> all = new LinkedHashMap<>();
        defaults.keys().forEach(key -> all.put(key, merged(defaults.key(key), overrides.key(key))));
        overrides.keys().forEach(key -> all.putIfAbsent(key, overrides.key(key).value()));
        return all;
    }
}
