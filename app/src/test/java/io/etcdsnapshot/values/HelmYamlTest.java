package io.etcdsnapshot.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.failure.Failure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.error.YAMLException;

/** What odd scalars mean: as go-yaml 2 reads them, which Helm does. */
class HelmYamlTest {
    @ParameterizedTest
    @CsvSource({
        "1234e567, String, 1234e567",
        "12e4567, String, 12e4567",
        "1e999, String, 1e999",
        "-1e999, String, -1e999",
        "12e3, Integer, 12000",
        "1., Integer, 1",
        ".5, Double, 0.5",
        "08, Integer, 8",
        "0x1F, Integer, 31",
        "0b11, Integer, 3",
        "017, Integer, 15",
        "0o17, Integer, 15",
        "1_000, Integer, 1000",
        "+12, Integer, 12",
        "-12, Integer, -12",
        "0, Integer, 0",
        "3000000000, Long, 3000000000",
        "99999999999999999999, Double, 1.0E20",
        "n, Boolean, false",
        "Y, Boolean, true",
        "off, Boolean, false",
        "True, Boolean, true",
        "tRue, String, tRue",
        "1:30, String, 1:30",
        "2026-11-20, String, 2026-11-20",
        "2026-11-20T01:30:00Z, String, 2026-11-20T01:30:00Z",
        "1.2.3, String, 1.2.3",
        "-, String, -",
        "e5, String, e5",
        "0x, String, 0x",
        "NULL_, String, NULL_"
    })
    void aPlainScalar(String text, String type, String value) {
        Object read = HelmScalar.parse(text);

        assertThat(read).isNotNull();
        assertThat(read.getClass().getSimpleName() + " " + read).isEqualTo(type + " " + value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "null", "Null", "NULL"})
    void nothing(String text) {
        assertThat(HelmScalar.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: n                     | {a=false}",
                "a: 'n'                   | {a=n}",
                "a: !!str n               | {a=n}",
                "a: 12e4567               | {a=12e4567}",
                "a: \"12e3\"              | {a=12e3}",
                "a:                       | {a=null}",
                "a: 1\\n---               | {a=1}",
                "---\\na: 1\\n...         | {a=1}",
                "a:\\t1                   | {a=1}",
                "a:\\t\\t{b:\\t1}         | {a={b=1}}",
                "a: \"x\"\\t# c           | {a=x}",
                "a: [1,\\t2]              | {a=[1, 2]}",
                "b: &b {c: 1}\\na: {<<: *b, d: 2} | {b={c=1}, a={c=1, d=2}}",
                "{\"a\":\"1e999\",\"b\":[true,null,3],\"c\":\"\\u003cx\\u003e\"} | {a=1e999, b=[true, null, 3], c=<x>}",
                "{\\n\\t\"a\": {\\n\\t\\t\"b\": 1\\n\\t}\\n} | {a={b=1}}",
            })
    void aDocument(String yaml, String read) {
        assertThat(HelmYaml.parse(yaml.replace("\\n", "\n").replace("\\t", "\t")))
                .hasToString(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:\n\tb: 1", "a: 1\na: 2", "- \tb: 1\n-\tc", "a: [1", "a: !!java.net.URL [x]"})
    void whatHelmCannotReadEither(String yaml) {
        assertThatThrownBy(() -> HelmYaml.parse(yaml)).isInstanceOf(YAMLException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {".inf", "-.INF", ".nan", "+.Inf"})
    void aNumberThatIsNotFinite(String text) {
        assertThatThrownBy(() -> HelmYaml.parse("a: " + text))
                .isInstanceOf(YAMLException.class)
                .hasMessageContaining(text);
    }

    @Test
    void aSecondDocumentThatHelm3IgnoresAndHelm4Merges() {
        assertThatThrownBy(() -> HelmYaml.parse("a: 1\n---\na: 2\n"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("second document");
    }

    @Test
    void theFirstDocumentMayBeEmpty() {
        assertThat(HelmYaml.parse("")).isNull();
        assertThat(HelmYaml.parse("# nothing\n---\n")).isNull();
        assertThat(HelmYaml.parse("{}")).isEqualTo(Map.of());
    }
}
