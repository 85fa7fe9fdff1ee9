package io.etcdsnapshot.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.ForeignSet;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every layout of another tool, by every command; it is noon of 2026-11-20 in UTC. */
class ForeignSetsTest {
    @TempDir
    Path directory;

    private Path location;

    @BeforeEach
    void make() throws IOException {
        location = Files.createDirectory(directory.resolve("theirs"));
        Files.writeString(directory.resolve("key.txt"), ForeignSet.identity());
    }

    @ParameterizedTest
    @EnumSource
    void isListedAsWhatItIs(ForeignSet theirs) throws IOException {
        theirs.addTo(location);

        JsonObject listed = only("list", "-o", "json", location.toString());
        Program.Result text = new InProcess().run("list", location.toString());

        assertThat(listed.get("tool").getAsString()).isEqualTo(theirs.tool());
        assertThat(listed.get("state").getAsString()).isEqualTo("foreign");
        assertThat(listed.has("takenAt")).isEqualTo(theirs.isDated());
        if (theirs.isDated()) {
            assertThat(listed.get("takenAt").getAsString()).startsWith("2026-11-20T01:");
        }
        assertThat(listed.get("sizeBytes").getAsLong())
                .isEqualTo(theirs.files().values().stream()
                        .mapToLong(bytes -> bytes.length)
                        .sum());
        assertThat(text.out()).contains("foreign (%s)".formatted(theirs.tool()));
        assertThat(text.out()).doesNotContain("ignored");
    }

    @ParameterizedTest
    @EnumSource
    void isVerifiedToTheLastByte(ForeignSet theirs) throws IOException {
        theirs.addTo(location);

        Program.Result whole = run("verify", location.toString(), "-o", "json");
        assertThat(whole.exitCode()).as(whole.all()).isZero();
        assertThat(whole.out()).contains("\"revision\": 21", "\"totalKeys\": 11");

        byte[] bytes = theirs.files().get(theirs.snapshot()).clone();
        bytes[bytes.length / 2] ^= 1;
        Files.write(location.resolve(theirs.snapshot()), bytes);
        Program.Result damaged = run("verify", location.toString());
        assertThat(damaged.exitCode()).as(damaged.all()).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void isReadLikeAnyOther(ForeignSet theirs) throws IOException {
        theirs.addTo(location);

        Program.Result usage = run("usage", "--from", location.toString(), "-o", "json");

        assertThat(usage.exitCode()).as(usage.all()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void isNeverPurged(ForeignSet theirs) throws IOException {
        theirs.addTo(location);
        Map<String, String> before = content(location);

        Program.Result purged = new InProcess().run("purge", "--keep-last", "1", location.toString());

        assertThat(purged.exitCode()).as(purged.all()).isZero();
        assertThat(purged.out()).contains("not made by this program", "removed 0 sets");
        assertThat(content(location)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void arrivesAsASetOfThisProgram(ForeignSet theirs) throws IOException {
        theirs.addTo(location);
        Path ours = directory.resolve("ours");

        Program.Result first = sync(theirs, ours);
        assertThat(first.exitCode()).as(first.all()).isZero();
        JsonObject listed = only("list", "-o", "json", ours.toString());
        assertThat(listed.get("state").getAsString()).isEqualTo("complete");
        assertThat(listed.get("tool").getAsString()).isEqualTo(theirs.tool());
        assertThat(listed.getAsJsonObject("origin").get("path").getAsString())
                .isEqualTo(location + "/" + theirs.snapshot());
        assertThat(listed.get("path").getAsString()).isEqualTo(ours + "/" + ForeignSet.ID);
        assertThat(Files.readAllBytes(ours.resolve(ForeignSet.ID).resolve("snapshot_%s.db".formatted(ForeignSet.ID))))
                .isEqualTo(ForeignSet.database());

        Program.Result second = sync(theirs, ours);
        assertThat(second.exitCode()).as(second.all()).isZero();
        assertThat(second.out()).contains("\"alreadyThere\": 1");
        Program.Result verified = new InProcess().run("verify", "--all", ours.toString());
        assertThat(verified.exitCode()).as(verified.all()).isZero();
    }

    private Program.Result sync(ForeignSet theirs, Path to) {
        List<String> arguments =
                new ArrayList<>(List.of("sync", "--from", location.toString(), "--to", to.toString(), "-o", "json"));
        if (!theirs.isDated()) {
            arguments.addAll(List.of("--taken-at", "2026-11-20T01:30:00Z"));
        }
        return run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void isAdoptedWhereItLiesAndThenCounted(ForeignSet theirs) throws IOException {
        theirs.addTo(location);
        Files.writeString(location.resolve("README"), "theirs");
        Map<String, String> before = content(location);

        assertThat(adopt(theirs, "--dry-run").exitCode()).isZero();
        assertThat(content(location)).isEqualTo(before);
        Program.Result adopted = adopt(theirs);
        assertThat(adopted.exitCode()).as(adopted.all()).isZero();
        assertThat(content(location)).containsAllEntriesOf(before);

        JsonObject listed = only("list", "-o", "json", location.toString());
        assertThat(listed.get("state").getAsString()).isEqualTo("complete");
        assertThat(listed.get("id").getAsString()).isEqualTo(ForeignSet.ID);
        assertThat(listed.get("tool").getAsString()).isEqualTo(theirs.tool());
        assertThat(listed.getAsJsonObject("snapshot").get("totalKeys").getAsLong())
                .isEqualTo(11);
        Program.Result verified = run("verify", location.toString());
        assertThat(verified.exitCode()).as(verified.all()).isZero();
        assertThat(verified.out())
                .contains("size and SHA-256 as in the manifest")
                .doesNotContain("missing");
        assertThat(adopt(theirs, theirs.isDated() ? "-v" : "--dry-run").out()).doesNotContain("\"adopted\": [\n    {");
        assertThat(run("usage", "--from", location.toString()).exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void isPurgedOnceItIsAdoptedAndNothingBesideIt(ForeignSet theirs) throws Exception {
        theirs.addTo(location);
        Path beside = location.resolve(theirs.snapshot()).resolveSibling("README");
        Files.writeString(beside, "theirs");
        assertThat(adopt(theirs).exitCode()).isZero();
        Path newer = directory.resolve("newer");
        Files.createDirectory(newer);
        assertThat(sumsOf(location.resolve(theirs.snapshot()).getParent())).isZero();
        ForeignSet.REDHAT_COP.addTo(newer);
        Files.move(newer.resolve(ForeignSet.ID), location.resolve("backup-later-2026-11-20_020000"));
        renameStamps(location.resolve("backup-later-2026-11-20_020000"), "2026-11-20_020000");
        assertThat(new InProcess().run("adopt", location.toString()).exitCode()).isZero();

        Program.Result purged = new InProcess().run("purge", "--keep-last", "1", location.toString());

        assertThat(purged.exitCode()).as(purged.all()).isZero();
        boolean halfStays = !theirs.isPair();
        assertThat(location.resolve(theirs.snapshot())).doesNotExist();
        assertThat(halfStays || purged.out().contains("removed 1 sets")).isTrue();
        assertThat(beside).exists();
        try (Stream<Path> left = Files.walk(location)) {
            assertThat(left.filter(Files::isRegularFile)
                            .map(path -> location.relativize(path).toString())
                            .filter(path -> !path.startsWith("backup-later") && !path.endsWith("README")))
                    .containsOnly(".etcd-snapshot.lock");
        }
    }

    private static int sumsOf(Path directory) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "cat SHA256SUMS* | sha256sum -c --quiet")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    private static void renameStamps(Path directory, String stamp) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.move(
                        file, file.resolveSibling(file.getFileName().toString().replace(ForeignSet.ID, stamp)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isStagedForARestoreIfTheKubeResourcesAreThere(ForeignSet theirs) throws IOException {
        theirs.addTo(location);
        Path root = Files.createDirectory(directory.resolve("root"));
        Files.createDirectories(root.resolve("home/core"));

        Program.Result restored = run(
                "restore",
                "latest",
                "--from",
                location.toString(),
                "--host-root",
                root.toString(),
                "--stage",
                "/home/core/stage");

        if (theirs.isPair()) {
            assertThat(restored.exitCode()).as(restored.all()).isZero();
        } else {
            assertThat(restored.exitCode()).isEqualTo(4);
            assertThat(restored.err()).contains("there are no kube resources with it, which cluster-restore.sh needs");
        }
    }

    private Program.Result adopt(ForeignSet theirs, String... more) {
        List<String> arguments = new ArrayList<>(List.of("adopt", location.toString(), "-o", "json"));
        arguments.addAll(List.of(more));
        if (!theirs.isDated() && !isAdopted()) {
            arguments.addAll(List.of("--taken-at", "2026-11-20T01:30:00Z"));
        }
        return run(arguments.toArray(String[]::new));
    }

    private boolean isAdopted() {
        return new InProcess().run("list", location.toString()).out().contains("complete");
    }

    private Program.Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--age-identity", directory.resolve("key.txt").toString()));
        return new InProcess().run(all.toArray(String[]::new));
    }

    private JsonObject only(String... arguments) {
        Program.Result result = run(arguments);
        assertThat(result.exitCode()).as(result.all()).isZero();
        List<JsonObject> sets = new ArrayList<>();
        JsonParser.parseString(result.out())
                .getAsJsonObject()
                .getAsJsonArray("locations")
                .forEach(each ->
                        each.getAsJsonObject().getAsJsonArray("sets").forEach(set -> sets.add(set.getAsJsonObject())));
        assertThat(sets).as(result.out()).hasSize(1);
        return sets.get(0);
    }

    private static Map<String, String> content(Path location) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(location)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith(".etcd-snapshot.lock")) {
                    content.put(file.toString(), java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
                }
            }
        }
        return content;
    }
}
