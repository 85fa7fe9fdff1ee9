package io.etcdsnapshot.kubernetes.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class YamlRendererTest {
    private static final List<String> TEXTS = List.of(
            "",
            "web",
            "yes",
            "1",
            "null",
            "a: b",
            "- x",
            "#",
            "two\nlines",
            "ends\n",
            " lead",
            "trail ",
            "tab\t",
            "it's",
            "\u202eright to left",
            "\u001b[31m",
            "é",
            "日本",
            "😀",
            "x".repeat(200),
            "many words ".repeat(20),
            "2026-11-20");

    @Test
    void aReaderOfYamlGetsBackWhatWasWritten() {
        Random random = new Random(1);
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        for (int i = 0; i < 500; i++) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            Map<String, Object> expected = new LinkedHashMap<>();
            for (int j = random.nextInt(6); j >= 0; j--) {
                String key = TEXTS.get(random.nextInt(TEXTS.size()));
                String value = TEXTS.get(random.nextInt(TEXTS.size()));
                boolean list = random.nextBoolean();
                members.put(key, list ? JsonArray.of(new JsonString(value)) : new JsonString(value));
                expected.put(key, list ? List.of(value) : value);
            }
            String text = YamlRenderer.render(new JsonObject(members));
            assertThat(yaml.<Object>load(text)).as(text).isEqualTo(expected);
        }
    }

    @Test
    void noTextDrivesATerminal() {
        JsonObject object = JsonObject.EMPTY.with("a", new JsonString("\u001b[2J\u202e\u009b\u0007"));
        assertThat(YamlRenderer.render(object)).isEqualTo("a: \"\\e[2J\\u202E\\x9B\\a\"\n");
        assertThat(JsonRenderer.render(object)).isEqualTo("{\n    \"a\": \"\\u001b[2J\\u202e\\u009b\\u0007\"\n}");
    }

    @Test
    void jsonIsThatOfKubectl() {
        JsonObject object = JsonObject.EMPTY
                .with("b", JsonArray.of(JsonNumber.of(1), JsonNull.NULL))
                .with("a", new JsonString("<x>&\"\n"))
                .with("c", JsonObject.EMPTY);
        assertThat(JsonRenderer.render(object))
                .isEqualTo(
                        """
                {
                    "a": "\\u003cx\\u003e\\u0026\\"\\n",
                    "b": [
                        1,
                        null
                    ],
                    "c": {}
                }""");
    }
}
