package io.etcdsnapshot.values;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The table of defaults that the program carries is the chart's. */
class DefaultsTest {
    @Test
    void theProgramReadsTheChartsFileAsAYamlLibraryDoes() throws IOException {
        String chart = Files.readString(RealThings.projectRoot().resolve("chart/values.yaml"));
        Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(chart);

        assertThat(Defaults.ofChart()).isEqualTo(texts(read));
        assertThat(Defaults.ofChart()).containsEntry("labelDomain", "example.com");
    }

    @Test
    void readsListsAndSectionsOfEveryDepth() {
        assertThat(Defaults.parse("a: 1\nb:\n  c:\n    - x\n    - \"y\"\n  d: {}\n  e: []\n# f: 2\ng: 'z'\n"))
                .isEqualTo(
                        Map.of("a", "1", "b", Map.of("c", List.of("x", "y"), "d", Map.of(), "e", List.of()), "g", "z"));
    }

    private static Object texts(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> texts = new LinkedHashMap<>();
            map.forEach((key, inner) -> texts.put(String.valueOf(key), texts(inner)));
            return texts;
        } else if (value instanceof List<?> list) {
            return list.stream().map(DefaultsTest::texts).toList();
        }
        return String.valueOf(value);
    }
}
