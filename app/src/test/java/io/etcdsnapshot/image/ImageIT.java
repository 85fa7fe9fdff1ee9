package io.etcdsnapshot.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.ContainerImage;
import io.etcdsnapshot.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the image, and how it starts. */
class ImageIT {
    private static final long MEBIBYTE = 1024 * 1024;

    @TempDir
    Path directory;

    @BeforeAll
    static void build() throws Exception {
        ContainerImage.build();
    }

    @Test
    void addsAtMost50MegabytesToItsBase() throws Exception {
        Map<String, Long> layers = layers(ContainerImage.NAME);
        layers.keySet().removeAll(layers(ContainerImage.BASE).keySet());

        long added = layers.values().stream().mapToLong(Long::longValue).sum();

        assertThat(layers).isNotEmpty();
        assertThat(added).isBetween(10 * MEBIBYTE, 50 * 1_000_000L);
    }

    /** Compressed as a registry gets them: bytes by digest. */
    private Map<String, Long> layers(String image) throws Exception {
        Path layout = directory.resolve(image.replaceAll("[^a-z]", "-"));
        ContainerImage.podman("push", "--quiet", "--format", "oci", image, "oci:" + layout)
                .output();
        JsonObject index = read(layout.resolve("index.json"));
        JsonObject manifest =
                read(blob(layout, index.getAsJsonArray("manifests").get(0)));
        Map<String, Long> layers = new LinkedHashMap<>();
        for (JsonElement layer : manifest.getAsJsonArray("layers")) {
            Path blob = blob(layout, layer);
            assertThat(Files.readAllBytes(blob)).as("a gzip file").startsWith(0x1f, 0x8b);
            layers.put(blob.getFileName().toString(), Files.size(blob));
        }
        return layers;
    }

    private static JsonObject read(Path file) throws Exception {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private static Path blob(Path layout, JsonElement descriptor) {
        String digest = descriptor.getAsJsonObject().get("digest").getAsString();
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    @Test
    void aListingInItSaysWhatIsThere() throws Exception {
        String contents = inContainer("cat", "/opt/etcd-snapshot/CONTENTS");

        assertThat(contents.lines().filter(line -> line.contains("@17")).map(line -> line.replaceAll("@.*", "")))
                .contains("java.base", "jdk.crypto.ec", "java.net.http")
                .doesNotContain("java.desktop", "jdk.compiler");
        assertThat(contents).contains("./etcd-snapshot.jar", "./jre/lib/modules");
        assertThat(inContainer("du", "-a", "/opt/etcd-snapshot").lines())
                .map(line -> line.substring(line.indexOf('/')).replace("/opt/etcd-snapshot", "."))
                .filteredOn(file -> !file.equals("./CONTENTS"))
                .hasSizeGreaterThan(50)
                .allSatisfy(file -> assertThat(contents).contains(file));
    }

    @Test
    void startsFromTheArchiveOfParsedClasses() throws Exception {
        List<String> failWithoutIt = List.of("--env", "JDK_JAVA_OPTIONS=-Xshare:on");

        assertThat(ContainerImage.run(failWithoutIt, "list", "/").output()).contains("no sets in /");
    }

    @Test
    void saysWhatItIs() throws Exception {
        JsonObject config = JsonParser.parseString(ContainerImage.podman("image", "inspect", ContainerImage.NAME)
                        .output())
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("Config");
        JsonObject labels = config.getAsJsonObject("Labels");

        assertThat(labels.get("org.opencontainers.image.title").getAsString()).isEqualTo("etcd-snapshot");
        assertThat(labels.get("org.opencontainers.image.base.name").getAsString())
                .isEqualTo(ContainerImage.BASE);
        assertThat(labels.get("org.opencontainers.image.created").getAsString()).startsWith("20");
        String version = labels.get("org.opencontainers.image.version").getAsString();
        assertThat(ContainerImage.run(List.of(), "--version").output()).contains(version);
        assertThat(config.get("User").getAsString()).isEqualTo("0");
    }

    @Test
    void hasWhatTheProgramAndTheChartCallInIt() throws Exception {
        assertThat(inContainer("sh", "-c", "for each in chroot sleep cat cp readlink; do command -v $each; done"))
                .hasLineCount(5);
    }

    @Test
    void exitCodesAreTheProgramsOwn() throws Exception {
        Program.Result result =
                ContainerImage.run(List.of("--read-only"), "purge", "/tmp").run();

        assertThat(result.exitCode()).as(result.all()).isEqualTo(2);
        assertThat(result.err()).contains("error: no rule says what to keep");
    }

    private static String inContainer(String command, String... arguments) throws Exception {
        return ContainerImage.run(List.of("--entrypoint", command), arguments).output();
    }
}
