package io.etcdsnapshot.kubernetes.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangedFieldsTest {
    @Test
    void areNamedAsDeepAsTheyDiffer() {
        assertThat(fields(
                        "{'a': {'b': 1, 'c': [1, {'d': 2}]}, 'same': 1, 'gone': 1}",
                        "{'a': {'b': 2, 'c': [1, {'d': 3}]}, 'same': 1, 'new': {'x': 1}}"))
                .containsExactly("a.b", "a.c[1].d", "gone", "new");
    }

    @Test
    void aListThatGrewIsOneField() {
        assertThat(fields("{'a': [1]}", "{'a': [1, 2]}")).containsExactly("a");
    }

    @Test
    void namesWithDotsAreInBrackets() {
        assertThat(fields("{'annotations': {'example.com/x': '1'}}", "{'annotations': {'example.com/x': '2'}}"))
                .containsExactly("annotations[example.com/x]");
    }

    @Test
    void ofVeryManyTheRestIsCounted() {
        String many = IntStream.range(0, 60).mapToObj("'f%d': 1"::formatted).collect(Collectors.joining(",", "{", "}"));

        assertThat(fields("{}", many)).hasSize(51).endsWith("and 10 more");
    }

    private static List<String> fields(String before, String after) {
        return ChangedFields.of(object(before), object(after));
    }

    private static JsonObject object(String json) {
        return (JsonObject) JsonParser.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
