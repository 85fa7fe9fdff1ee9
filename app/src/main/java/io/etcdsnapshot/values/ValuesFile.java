package io.etcdsnapshot.values;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads a values file strictly, and otherwise as Helm does: YAML or JSON of bounded size, no key twice, and none that
 * {@link ValuesSchema} does not know.
 */
final class ValuesFile {
    private ValuesFile() {}

    /**
     * Returns the values over the chart's defaults.
     *
     * @throws Failure wrong usage, naming the file and the key or line that is wrong
     */
    static Map<?, ?> read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw Failure.wrongUsage("can't read the values file %s: %s".formatted(file, Reason.of(e)));
        }
        try {
            Map<?, ?> values = parse(text);
            Map<String, Object> defaults = Defaults.ofChart();
            ValuesSchema.ofChart().check(values);
            return merged(defaults, values);
        } catch (Failure e) {
            Failure named = Failure.wrongUsage("values file %s: %s".formatted(file, e.getMessage()));
            throw e.hint() == null ? named : named.hint(e.hint());
        }
    }

    private static Map<?, ?> parse(String text) {
        Object document;
        try {
            document = HelmYaml.parse(text);
        } catch (MarkedYAMLException e) {
            throw Failure.wrongUsage("%s, line %d"
                    .formatted(
                            e.getProblem(),
                            e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1));
        } catch (YAMLException e) {
            throw Failure.wrongUsage("cannot be read as YAML: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        if (document == null) {
            return Map.of();
        }
        if (!(document instanceof Map<?, ?> map)) {
            throw Failure.wrongUsage("a map of keys is expected");
        }
        return map;
    }

    /** Returns the values over the defaults, section by section; what is null or empty leaves the default. */
    private static Map<String, Object> merged(Map<?, ?> defaults, Map<?, ?> values) {
        Map<String, Object> merged = new LinkedHashMap<>();
        defaults.forEach((key, value) -> merged.put(String.valueOf(key), value));
        values.forEach((key, value) -> merged.merge(String.valueOf(key), over(value), ValuesFile::over));
        return merged;
    }

    private static Object over(@Nullable Object value) {
        return value == null ? "" : value;
    }

    private static Object over(Object usual, Object value) {
        if (usual instanceof Map<?, ?> section && value instanceof Map<?, ?> inner) {
            return merged(section, inner);
        }
        return value.equals("") ? usual : value;
    }
}
