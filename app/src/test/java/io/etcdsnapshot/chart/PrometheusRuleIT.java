package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The alerts, held against a real Prometheus rule engine. */
class PrometheusRuleIT {

    private static final String BOTH =
            """
            mode: both
            pv: {existingClaim: c}
            rehearse: {enabled: true, etcdImage: "e:1"}
            monitoring: {prometheusRule: {enabled: true, labels: {team: etcd}, alertLabels: {page: ops}}}
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void needsPromtool() {
        RealThings.require("promtool");
    }

    @Test
    void isWellFormed() throws Exception {
        writeRules();

        assertPromtool("check", "rules", "rules.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stale", "copy-stale", "failed", "hung", "verification", "rehearsal", "missing", "normal"})
    void alertsWhenItShouldAndOnlyThen(String cases) throws Exception {
        writeRules();
        try (InputStream tests = PrometheusRuleIT.class.getResourceAsStream("alerts-" + cases + ".yaml")) {
            Files.copy(Objects.requireNonNull(tests, cases), directory.resolve("test.yaml"));
        }

        assertPromtool("test", "rules", "test.yaml");
    }

    @Test
    void tellsWithEachAlertWhatToDo() {
        Node rule = Chart.render(BOTH).get("PrometheusRule", "etcd-snapshot");

        assertThat(rule.at("metadata.labels.team").text()).isEqualTo("etcd");
        assertThat(rule.at("spec.groups.0.rules").items())
                .filteredOn(item -> !item.at("alert").missing())
                .hasSize(7)
                .allSatisfy(alert -> {
                    assertThat(alert.at("annotations").keys()).contains("summary", "description", "runbook");
                    assertThat(alert.at("labels.severity").text()).isIn("critical", "warning");
                    assertThat(alert.at("labels.page").text()).isEqualTo("ops");
                });
    }

    @Test
    void isLeftOutUnlessAskedFor() {
        assertThat(Chart.render("").names("PrometheusRule")).isEmpty();
    }

    private void writeRules() throws IOException {
        Node rule = Chart.render(BOTH).get("PrometheusRule", "etcd-snapshot");
        Files.writeString(
                directory.resolve("rules.yaml"), new Yaml().dump(rule.at("spec").value()));
    }

    private void assertPromtool(String... arguments) throws Exception {
        List<String> command =
                Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();
        Process promtool = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(output).isZero();
    }
}
