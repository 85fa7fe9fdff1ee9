package io.etcdsnapshot.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonParser;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import io.etcdsnapshot.kubernetes.document.YamlRenderer;
import io.etcdsnapshot.kubernetes.protobuf.TypeMeta;
import io.etcdsnapshot.kubernetes.value.StoredValue;
import io.etcdsnapshot.testing.KubernetesSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with the vectors that Kubernetes made of every kind and version: {@code k8s.io/api/testdata}. */
class KubernetesTestdataIT {
    private static Path testdata = Path.of("");

    @BeforeAll
    static void fetch() throws Exception {
        testdata = KubernetesSources.testdata();
    }

    @ParameterizedTest
    @CsvSource({"HEAD,193", "v1.36.0,190", "v1.35.0,204", "v1.34.0,184", "v1.33.0,182"})
    void everyKindOfARelease(String release, int kinds) throws Exception {
        List<Path> stored = files(release);
        List<String> differences = new ArrayList<>();
        for (Path file : stored) {
            StoredValue.Decoded decoded = StoredValue.decode(Files.readAllBytes(file), typeOf(file));
            differences.addAll(decoded.notes());
            Differences.between(expected(file), decoded.object())
                    .forEach(difference -> differences.add(file.getFileName() + difference));
        }
        assertThat(differences).isEmpty();
        System.out.printf("%s: %d kinds and versions equal Kubernetes' own JSON%n", release, stored.size());
        assertThat(stored).hasSize(kinds);
    }

    @ParameterizedTest
    @ValueSource(strings = "HEAD")
    void yamlToTheByte(String release) throws Exception {
        for (Path file : files(release)) {
            String yaml = YamlRenderer.render(
                    StoredValue.decode(Files.readAllBytes(file), typeOf(file)).object());
            assertThat(yaml).as(file.toString()).isEqualTo(new String(sibling(file, ".yaml"), UTF_8));
        }
    }

    private static List<Path> files(String release) throws IOException {
        try (Stream<Path> files = Files.list(testdata.resolve(release))) {
            return files.filter(file -> file.toString().endsWith(".pb"))
                    .sorted()
                    .toList();
        }
    }

    /** A watch event is the one object that does not say what it is. */
    private static TypeMeta typeOf(Path file) {
        return file.endsWith("core.v1.WatchEvent.pb") ? new TypeMeta("v1", "WatchEvent") : TypeMeta.UNKNOWN;
    }

    private static JsonValue expected(Path file) throws IOException {
        JsonValue today = JsonParser.parse(today(file));
        return file.toString().contains(".after_roundtrip.")
                ? today
                : union(JsonParser.parse(sibling(file, ".json")), today);
    }

    /** All that the release knew, though today's server drops some of it, and what today's server adds. */
    private static JsonValue union(JsonValue then, JsonValue today) {
        if (then instanceof JsonObject object && today instanceof JsonObject other) {
            Map<String, JsonValue> members = new LinkedHashMap<>(other.members());
            object.members().forEach((name, value) -> members.merge(name, value, (b, a) -> union(a, b)));
            return new JsonObject(members);
        }
        return then;
    }

    /** Where a field that is always shown was added since, a file of its own shows what today's server gives. */
    private static byte[] today(Path file) throws IOException {
        Path today = file.resolveSibling(
                file.getFileName().toString().replaceFirst("(\\.after_roundtrip)?\\.pb$", ".after_roundtrip.json"));
        return Files.exists(today) ? Files.readAllBytes(today) : sibling(file, ".json");
    }

    private static byte[] sibling(Path file, String extension) throws IOException {
        return Files.readAllBytes(file.resolveSibling(
                file.getFileName().toString().replaceFirst("(\\.after_roundtrip)?\\.pb$", extension)));
    }
}
