package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The alerts, held against a real Prometheus rule engine. */
class PrometheusRuleIT {

    private static final String BOTH =
            """
            mode: both
            pv: {existingClaim: c}
            rehearse: {enabled: true, etcdImage: "e:1"}
            sources: {from: [{name: tool, claim: theirs}]}
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
        writeRules(BOTH);

        assertPromtool("check", "rules", "rules.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stale",
                "copy-stale",
                "failed",
                "copies-failed",
                "hung",
                "verification",
                "rehearsal",
                "unproven",
                "missing",
                "normal",
                "without-pod"
            })
    void alertsWhenItShouldAndOnlyThen(String cases) throws Exception {
        writeRules(BOTH);
        copyTest(cases);

        assertPromtool("test", "rules", "test.yaml");
    }

    private void copyTest(String cases) throws IOException {
        try (InputStream tests = PrometheusRuleIT.class.getResourceAsStream("alerts-" + cases + ".yaml")) {
            Files.copy(Objects.requireNonNull(tests, cases), directory.resolve("test.yaml"));
        }
    }

    /** A schedule at the hour at which clocks go forward leaves out one run a year. */
    @Test
    void allowsForARunThatTheClocksLeaveOut() throws Exception {
        writeRules(BOTH + "timeZone: Europe/Berlin\n");
        copyTest("clock-change");

        assertPromtool("test", "rules", "test.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            30 1 * * *   | Europe/Berlin   | true
            30 2 * * *   | America/Toronto | true
            @daily       | Africa/Cairo    | true
            0 1,13 * * * | Europe/Berlin   | true
            0 */6 * * *  | Africa/Cairo    | true
            0 3 * * *    | Europe/Berlin   | false
            0 3 * * *    | Europe/Athens   | true
            0 23 * * *   | America/Nuuk    | true
            0 23 * * *   | Europe/Athens   | false
            0 4,12 * * * | Europe/Berlin   | false
            0 20 * * *   | Europe/Berlin   | false
            0 * * * *    | Europe/Berlin   | false
            @hourly      | Europe/Berlin   | false
            30 1 * * *   | UTC             | false
            30 1 * * *   | Etc/GMT         | false
            30 1 * * *   | ''              | false
            """)
    void allowsForThatOnlyWhereItCanHappen(String schedule, String zone, boolean allows) {
        String values = BOTH + "schedule: '%s'\ntimeZone: '%s'\n".formatted(schedule, zone);

        assertThat(Chart.render(values).text().contains("day_of_week()")).isEqualTo(allows);
        assertThat(Chart.notes(values, Chart.NEWEST).contains("skipped on one day of the year"))
                .isEqualTo(allows);
    }

    /** By Java's time zone database: most clocks go forward before 03:00, and here are the zones where they don't. */
    @Test
    void allowsForItInEveryZoneWhereClocksGoForwardAtAnotherHour() {
        Map<String, Integer> hours = new TreeMap<>();
        for (String zone : ZoneId.getAvailableZoneIds()) {
            ZoneRules rules = ZoneId.of(zone).getRules();
            ZoneOffsetTransition next = rules.nextTransition(Instant.parse("2026-11-01T00:00:00Z"));
            for (int i = 0; i < 2 && next != null; i++) {
                if (next.isGap() && next.getDateTimeBefore().getHour() >= 3) {
                    hours.put(zone, next.getDateTimeBefore().getHour());
                }
                next = rules.nextTransition(next.getInstant());
            }
        }

        assertThat(hours).containsKeys("Europe/Athens", "America/Nuuk").hasSizeLessThan(40);
        hours.forEach((zone, hour) -> assertThat(
                        Chart.render(BOTH + "schedule: '30 %d * * *'\ntimeZone: '%s'\n".formatted(hour, zone))
                                .text())
                .as(zone)
                .contains("day_of_week()"));
    }

    @Test
    void linksARunbookWhereValuesHaveABase() {
        Node rules = Chart.render(
                        BOTH.replace("enabled: true, labels", "enabled: true, runbookUrl: 'https://wiki/a/', labels"))
                .get("PrometheusRule", "etcd-snapshot")
                .at("spec.groups.0.rules");

        assertThat(rules.items())
                .filteredOn(item -> !item.at("alert").missing())
                .hasSize(11)
                .allSatisfy(
                        alert -> assertThat(alert.at("annotations.runbook_url").text())
                                .isEqualTo("https://wiki/a/" + alert.at("alert").text()));
    }

    @Test
    void tellsWithEachAlertWhatToDo() {
        Node rule = Chart.render(BOTH).get("PrometheusRule", "etcd-snapshot");

        assertThat(rule.at("metadata.labels.team").text()).isEqualTo("etcd");
        assertThat(rule.at("spec.groups.0.rules").items())
                .filteredOn(item -> !item.at("alert").missing())
                .hasSize(11)
                .allSatisfy(alert -> {
                    assertThat(alert.at("annotations").keys()).containsExactlyInAnyOrder("summary", "description");
                    assertThat(alert.at("annotations.description").text())
                            .as("where OpenShift's console shows it")
                            .contains(" What to do: ");
                    assertThat(alert.at("labels.severity").text()).isIn("critical", "warning");
                    assertThat(alert.at("labels.page").text()).isEqualTo("ops");
                });
    }

    @Test
    void alertsOfJobsThatAreThereAlone() {
        String without = "mode: both\npv: {existingClaim: c}\ncatchUp: {enabled: false}\n"
                + "monitoring: {prometheusRule: {enabled: true}}\n";

        assertThat(Chart.render(without).text()).doesNotContain("CatchUpFailed", "SourcesFailed");
    }

    @Test
    void isLeftOutUnlessAskedFor() {
        assertThat(Chart.render("").names("PrometheusRule")).isEmpty();
    }

    private void writeRules(String values) throws IOException {
        Node rule = Chart.render(values).get("PrometheusRule", "etcd-snapshot");
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
