package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.testing.InProcess;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValuesAndSchemaTest {

    /** Maps whose keys the user makes up. */
    private static final Set<String> FREE =
            Set.of("monitoring.prometheusRule.labels", "monitoring.prometheusRule.alertLabels");

    /** Known to the schema alone: what Helm adds itself, and sections that are empty unless somebody fills them. */
    private static final String NOT_IN_VALUES = "global|resources\\..*|(pv|sync|s3)\\.retention\\..*";

    private final Node values = Chart.parse(Chart.DIRECTORY.resolve("values.yaml"));
    private final Node schema = Chart.parse(Chart.DIRECTORY.resolve("values.schema.json"));

    @Test
    void everyKeyOfTheValuesIsInTheSchemaAndTheOtherWayRound() {
        Set<String> inSchema = schemaKeys(schema, "");

        assertThat(inSchema).containsAll(valueKeys(values, ""));
        assertThat(valueKeys(values, ""))
                .containsAll(inSchema.stream()
                        .filter(key -> !key.matches(NOT_IN_VALUES))
                        .collect(Collectors.toSet()));
    }

    @Test
    void theSchemaIsClosedEverywhere() {
        assertThat(openObjects(schema, ""))
                .as("open are only those of Helm and of Kubernetes")
                .isEqualTo(Set.of(
                        "global", "definitions.labels", "affinity", "definitions.environmentVariable.valueFrom"));
    }

    @Test
    void theSchemaTakesTheDurationsThatTheProgramTakes() {
        Pattern pattern =
                Pattern.compile(schema.at("definitions.duration.pattern").text());

        assertThat(pattern.matcher("").matches()).as("unset").isTrue();
        assertThat(durations().filter(text -> pattern.matcher(text).matches()))
                .containsExactlyElementsOf(
                        durations().filter(ValuesAndSchemaTest::isSpan).toList());
    }

    @ParameterizedTest
    @MethodSource("files")
    void theProgramReadsTheSameFiles(Path file) {
        InProcess program = new InProcess().with("ETCD_SNAPSHOT_NODE", "master-0.prod.example.com");

        assertThat(program.settings("snapshot", "-f", file.toString())).isNotNull();
    }

    static Stream<Path> files() {
        return Stream.concat(Stream.of(Chart.DIRECTORY.resolve("values.yaml")), Chart.examples().stream());
    }

    /** Units in every order, and what is none. */
    private static Stream<String> durations() {
        Stream<String> units = Stream.of("1y", "2m", "30w", "4d", "05h", "6s", "7", "1234567d", "d", " 1d", "1.5h");
        return units.flatMap(a -> Stream.of("", "1y", "2m", "3w", "4d", "5h", "6s")
                .flatMap(b -> Stream.of("", "2m", "3w", "4d", "5h", "6s")
                        .flatMap(c -> Stream.of("", "2m", "4d", "123456789s").map(d -> a + b + c + d))));
    }

    private static boolean isSpan(String text) {
        try {
            return CalendarDuration.parse(text).text().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Set<String> valueKeys(Node node, String path) {
        Set<String> keys = new TreeSet<>();
        for (String key : node.keys()) {
            keys.add(path + key);
            if (!FREE.contains(path + key)) {
                keys.addAll(valueKeys(node.key(key), path + key + "."));
            }
        }
        return keys;
    }

    private Set<String> schemaKeys(Node node, String path) {
        Set<String> keys = new TreeSet<>();
        for (String key : node.at("properties").keys()) {
            keys.add(path + key);
            keys.addAll(schemaKeys(resolved(node.at("properties").key(key)), path + key + "."));
        }
        return keys;
    }

    private Node resolved(Node node) {
        Node reference = node.key("$ref");
        return reference.missing()
                ? node
                : schema.at(reference.text().substring(2).replace('/', '.'));
    }

    private static Set<String> openObjects(Node node, String path) {
        Set<String> open = new TreeSet<>();
        boolean object = "object".equals(node.at("type").value());
        if (object && !Boolean.FALSE.equals(node.at("additionalProperties").value())) {
            open.add(path);
        }
        for (String key : node.keys()) {
            String next = key.equals("properties") ? path : path + (path.isEmpty() ? "" : ".") + key;
            open.addAll(openObjects(node.key(key), next));
        }
        return open;
    }
}
