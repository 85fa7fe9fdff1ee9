package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ValuesAndSchemaTest {

    /** Maps whose keys the user makes up. */
    private static final Set<String> FREE =
            Set.of("monitoring.prometheusRule.labels", "monitoring.prometheusRule.alertLabels");

    /** Known to the schema alone: what Helm adds itself, and what a resource section may name besides. */
    private static final String NOT_IN_VALUES = "global|resources\\..*";

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
        assertThat(openObjects(schema, "")).isEqualTo(Set.of("global", "definitions.labels"));
    }

    @Test
    void everyKeyOfTheValuesIsExplainedByAComment() {
        List<String> lines =
                Chart.read(Chart.DIRECTORY.resolve("values.yaml")).lines().toList();

        Set<String> bare = new TreeSet<>();
        for (int i = 1; i < lines.size(); i++) {
            boolean opensTheSection = lines.get(i).matches("[A-Za-z].*:");
            boolean key = lines.get(i).matches(" {0,4}[A-Za-z]+:.*");
            if (key && !opensTheSection && !explained(lines, i)) {
                bare.add((i + 1) + ": " + lines.get(i).strip());
            }
        }
        assertThat(bare).isEmpty();
    }

    /** A comment right above, or above the run of keys of one depth that it heads. */
    private static boolean explained(List<String> lines, int line) {
        int depth = indent(lines.get(line));
        for (int i = line - 1; i >= 0 && !lines.get(i).isBlank(); i--) {
            if (lines.get(i).strip().startsWith("#")) {
                return true;
            }
            if (indent(lines.get(i)) < depth && i == 0) {
                return false;
            }
        }
        return false;
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
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
