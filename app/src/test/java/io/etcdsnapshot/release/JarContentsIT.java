package io.etcdsnapshot.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.ProjectVersion;
import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What the jar contains is known, reviewed and licensed. */
class JarContentsIT {
    private static final int JAVA_6 = 50;
    private static final int JAVA_17 = 61;

    @Test
    void theBillOfMaterialsListsWhatWasReviewed() throws IOException {
        List<String> reviewed = Files.readAllLines(
                        RealThings.projectRoot().resolve("app/src/test/resources/reviewed-components.txt"))
                .stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst(" .*", ""))
                .toList();

        assertThat(components()).containsExactlyInAnyOrderElementsOf(reviewed);
    }

    @Test
    void theBillOfMaterialsIsThatOfThisProgram() throws IOException {
        assertThat(billOfMaterials()
                        .getAsJsonObject("metadata")
                        .getAsJsonObject("component")
                        .get("purl")
                        .getAsString())
                .isEqualTo("pkg:maven/io.etcdsnapshot/etcd-snapshot@%s?type=jar".formatted(ProjectVersion.current()));
    }

    @Test
    void itsLicenseAndThoseOfAllItContainsAreInIt() throws IOException {
        try (JarFile jar = new JarFile(Program.jar().toFile())) {
            assertThat(text(jar, "META-INF/LICENSE"))
                    .isEqualTo(Files.readString(RealThings.projectRoot().resolve("LICENSE")));
            String notices = text(jar, "META-INF/THIRD-PARTY-NOTICES");
            for (String component : components()) {
                assertThat(notices).contains(component.replaceFirst(":([^:]+)$", " $1") + "\n");
            }
            assertThat(notices)
                    .contains("Bouncy Castle Inc.", "QOS.ch", "Tongfei Chen", "Luben Karavelov", "Meta Platforms")
                    .contains("Shikhar Bhushan", "Damien Miller");
        }
    }

    /** Each name costs a little at every start. */
    @Test
    void itHasNoMoreNamesThanNeeded() throws IOException {
        try (JarFile jar = new JarFile(Program.jar().toFile())) {
            assertThat(jar.size()).isLessThan(4000);
        }
    }

    @Test
    void allOfItRunsOnJava17AndFitsAnArchiveOfParsedClasses() throws IOException {
        List<String> others = new ArrayList<>();
        try (JarFile jar = new JarFile(Program.jar().toFile())) {
            for (JarEntry entry : jar.stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    byte[] start = in.readNBytes(8);
                    int version = (start[6] & 0xff) << 8 | start[7] & 0xff;
                    if (version < JAVA_6 || version > JAVA_17) {
                        others.add(entry.getName());
                    }
                }
            }
        }
        assertThat(others).isEmpty();
    }

    /** Its verifier reads the stack maps that the build added. */
    @Test
    void theJavaVirtualMachineAcceptsTheClassesThatWereRaised() throws Exception {
        try (JarFile jar = new JarFile(Program.jar().toFile());
                URLClassLoader loader =
                        new URLClassLoader(new URL[] {Program.jar().toUri().toURL()}, null)) {
            List<String> names = jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith("picocli/") && name.endsWith(".class"))
                    .map(name -> name.replace('/', '.').replaceAll("\\.class$", ""))
                    .toList();
            assertThat(names).hasSizeGreaterThan(200);
            for (String name : names) {
                assertThat(Class.forName(name, true, loader)).isNotNull();
            }
        }
    }

    private static List<String> components() throws IOException {
        List<String> components = new ArrayList<>();
        for (JsonElement element : billOfMaterials().getAsJsonArray("components")) {
            JsonObject component = element.getAsJsonObject();
            components.add(component.get("group").getAsString() + ":"
                    + component.get("name").getAsString() + ":"
                    + component.get("version").getAsString());
        }
        return components;
    }

    private static JsonObject billOfMaterials() throws IOException {
        Path file = RealThings.projectRoot().resolve("app/target/etcd-snapshot.cdx.json");
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    private static String text(JarFile jar, String name) throws IOException {
        try (InputStream in = jar.getInputStream(jar.getJarEntry(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
