package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.etcdsnapshot.cli.SnapshotSettings;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One values file, two readers: helm and the program take each scalar for the same value, or both refuse it. */
class OddScalarsIT {

    private static final List<String> SCALARS =
            """
            1234e567|12e4567|1e999|-1e999|1e3|1.0e1|1e-3|1E1|1e|0e0|.e5|1.5e+1|1.5e5|.5|5.|1.|+.5|+1|-0|0.10|00|08|0_8|017|0o17
            0x1F|+0x1F|-0x1F|0x|0xZ|0X1F|0b11|-0b11|0b2|0B11|0O17|0x1p4|1_0|1__0|_1|1_|50|1.2.3|v1|1d|5d|30m|1:30|190:20:30
            n|N|y|Y|yes|Yes|no|NO|on|On|ON|oN|off|OFF|true|True|TRUE|tRUE|false|~|null|Null|NULL|nULL|Inf|inf|NaN|infinity
            2026-11-20|2026-11-20T01:02:03Z|12345678901234567890|9007199254740993|9223372036854775808|1e21|=|<<|é
            "5"|'5'|"n"|!!str 5|!!int "5"|!!float 5|!!bool "yes"|&a 5|"\\u00e9\\x41"|"<&>"|"a\\tb"
            """
                    .lines()
                    .flatMap(line -> List.of(line.split("\\|")).stream())
                    .toList();

    @TempDir
    static Path directory;

    /** What each scalar is to helm, as JSON. */
    private static List<JsonElement> toHelm;

    @BeforeAll
    static void askHelm() throws Exception {
        Path chart = Files.createDirectories(directory.resolve("probe"));
        Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: probe\nversion: 0.1.0\n");
        Files.createDirectory(chart.resolve("templates"));
        Files.writeString(chart.resolve("templates/values.yaml"), "values: {{ .Values.scalars | toJson }}\n");
        String values = "scalars:\n"
                + String.join(
                        "", SCALARS.stream().map(each -> "- " + each + "\n").toList());
        Path file = Files.writeString(directory.resolve("all.yaml"), values);
        List<List<JsonElement>> read = new ArrayList<>();
        for (HelmCommand helm : HelmCommand.values()) {
            String out = helm.of("template", "probe", chart.toString(), "--values=" + file)
                    .output();
            read.add(JsonParser.parseString(out.substring(out.indexOf("values: ") + "values: ".length()))
                    .getAsJsonArray()
                    .asList());
        }
        assertThat(read.get(0)).as("helm 3 and helm 4").isEqualTo(read.get(1));
        toHelm = read.get(0);
    }

    @Test
    void aTextIsTheSameTextAndAllElseIsRefused() {
        assertSame(
                "snapshot: {tags: [%s]}",
                JsonPrimitive::isString, settings -> settings.tags().get(0));
    }

    @Test
    void aNumberIsTheSameNumberAndAllElseIsRefused() {
        assertSame(
                "snapshot: {minFreePercent: %s}",
                value -> value.isNumber()
                        && value.getAsDouble() == Math.rint(value.getAsDouble())
                        && value.getAsDouble() >= 0
                        && value.getAsDouble() < 100,
                settings -> settings.place().minFreePercent());
    }

    @Test
    void aBooleanIsTheSameBooleanAndAllElseIsRefused() {
        assertSame(
                "snapshot: {force: %s}",
                JsonPrimitive::isBoolean, settings -> settings.capture().force());
    }

    private interface Setting {
        Object of(SnapshotSettings settings);
    }

    private static void assertSame(String values, Predicate<JsonPrimitive> accepted, Setting setting) {
        for (int i = 0; i < SCALARS.size(); i++) {
            JsonElement value = toHelm.get(i);
            if (value.isJsonNull()) {
                continue; // both take the default then
            }
            String text = values.formatted(SCALARS.get(i));
            Path file = write(text);
            if (accepted.test(value.getAsJsonPrimitive())) {
                Object read = setting.of(new InProcess().settings("snapshot", "-f", file.toString()));
                JsonPrimitive wanted = value.getAsJsonPrimitive();
                Object asHelm = wanted.isNumber()
                        ? (Object) (int) wanted.getAsDouble()
                        : wanted.isBoolean() ? (Object) wanted.getAsBoolean() : wanted.getAsString();
                assertThat(read).as(text).isEqualTo(asHelm);
            } else {
                Program.Result result = new InProcess().run("snapshot", "-f", file.toString());
                assertThat(result.exitCode()).as("%s: %s", text, result.all()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".inf", "-.inf", ".NaN", "@x", "%x", "*unknown", "!!int x", "\"\\/\""})
    void bothRefuseWhatIsNoValue(String scalar) throws Exception {
        Path file = write("clusterId: " + scalar);

        for (HelmCommand helm : HelmCommand.values()) {
            assertThat(helm.template(Chart.DIRECTORY, file, Chart.NEWEST).exitCode())
                    .as("%s", helm)
                    .isNotZero();
        }
        assertThat(new InProcess().run("snapshot", "-f", file.toString()).exitCode())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clusterId: a\n---\n",
                "---\nclusterId: a\n...\n",
                "clusterId:\ta\n",
                "clusterId:\t\ta\t# why\n",
                "\uFEFFclusterId: a\n",
                "clusterId: a\r\nmode: sync\r\n",
                "{clusterId: a,}",
                "retention:\n  keepLast:\nclusterId: a\n",
                "pv:\n  retention:\n    keepWeekly:\nclusterId: a\n",
                "pv: {retention: {keepWeekly: null, keepWithin: ~, keepTags: }}\nclusterId: a\n",
                "snapshot: {script: , etcdctl: ~, tags: null, force: Null}\nclusterId: a\n",
            })
    void bothReadTheSameFromOddFiles(String text) throws Exception {
        Path file = write(text);

        for (HelmCommand helm : HelmCommand.values()) {
            assertThat(new Release(Chart.text(helm, file, Chart.NEWEST))
                            .values()
                            .at("clusterId")
                            .text())
                    .as("%s", helm)
                    .isEqualTo("a");
        }
        assertThat(new InProcess().settings("snapshot", "-f", file.toString()).clusterId())
                .isEqualTo("a");
    }

    /** Helm 3 ignores it and Helm 4 merges it: whoever writes one means something. */
    @Test
    void theProgramRefusesASecondDocument() {
        assertThat(new InProcess()
                        .run(
                                "snapshot",
                                "-f",
                                write("clusterId: a\n---\nclusterId: b\n").toString())
                        .err())
                .contains("a second document after '---'");
    }

    /** Unquoted in YAML, SnakeYAML read infinity there, and every pod ended with exit code 2. */
    @ParameterizedTest
    @ValueSource(strings = {"1234e567", "12e4567", "'1e3'", "'n'", "'0x1F'", "2026-11-20", "'null'", "'08'"})
    void thePodReadsTheTextThatHelmWasGiven(String text) {
        Release release = Chart.render("{image: {tag: %s}, clusterId: %s}".formatted(text, text));
        String values = release.only("ConfigMap").at("data").key("values.yaml").text();

        assertThat(JsonParser.parseString(values).isJsonObject()).as(values).isTrue();
        assertThat(release.container("etcd-snapshot", "snapshot").at("image").text())
                .endsWith(":" + text.replace("'", ""));
        assertThat(new InProcess()
                        .settings("snapshot", "-f", write(values).toString())
                        .clusterId())
                .isEqualTo(text.replace("'", ""));
    }

    /** Helm takes a default away for a key without a value: what then would be missing, both refuse. */
    @Test
    void bothRefuseAKeyWithoutAValueWhereADefaultWouldBeLost() {
        Map<Boolean, List<String>> keys = keys(Chart.parse(Chart.DIRECTORY.resolve("values.yaml")), "").stream()
                .filter(key -> !key.equals("image.repository")) // refused by the chart alone, with a hint of its own
                .collect(Collectors.partitioningBy(key -> new InProcess()
                                .run("list", "/", "-f", write(withoutValue(key)).toString())
                                .exitCode()
                        == 2));

        assertThat(keys.get(true)).contains("pv", "snapshot.timeout", "serviceAccount.use", "verify.enabled");
        assertThat(keys.get(true))
                .allSatisfy(key -> assertThatThrownBy(() -> Chart.notes(withoutValue(key), Chart.NEWEST))
                        .as(key)
                        .hasMessageMatching("(?s).*(missing property|: missing|needed).*"));
        assertThat(keys.get(false))
                .contains("clusterId", "pv.mountOptions", "debug.active")
                .allSatisfy(key -> assertThat(Chart.notes(withoutValue(key), Chart.NEWEST))
                        .as(key)
                        .contains("WHAT RUNS WHEN"));
    }

    private static List<String> keys(Node values, String path) {
        return values.keys().stream()
                .map(key -> path + key)
                .flatMap(key -> Stream.concat(
                        Stream.of(key), keys(values.at(key.substring(path.length())), key + ".").stream()))
                .toList();
    }

    private static String withoutValue(String key) {
        String[] parts = key.split("\\.");
        return "{" + String.join(": {", parts) + ": " + "}".repeat(parts.length) + "\n";
    }

    private static Path write(String text) {
        try {
            return Files.writeString(Files.createTempFile(directory, "values", ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
