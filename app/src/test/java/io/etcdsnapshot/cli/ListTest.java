package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code list}, whole outputs; it is noon of 2026-11-20 in UTC. */
class ListTest {
    @TempDir
    Path directory;

    private Path first;
    private Path second;

    @BeforeEach
    void fill() throws IOException {
        first = Files.createDirectory(directory.resolve("first"));
        second = Files.createDirectory(directory.resolve("second"));
        Sets.makeComplete(first, "2026-11-20_113000", "pre-upgrade");
        Sets.makeComplete(first, "2026-11-17_013000");
        Sets.makeFlat(second, "2026-11-19_013000", true);
        Files.writeString(second.resolve("README"), "foreign");
    }

    @Test
    void showsATableNewestFirst() {
        Program.Result result = new InProcess().run("list", first.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .isEqualTo(
                        """
                        SET                AGE   SIZE   REVISION   KEYS  STATE
                        2026-11-20_113000  30m  569 B  1,234,567  4,321  complete
                        2026-11-17_013000   3d  569 B  1,234,567  4,321  complete
                        newest good set: 2026-11-20_113000, 30m old; 2 sets, 1.1 KiB
                        """);
    }

    @Test
    void tellsAtItsEndWhatGoesNextWhereTheRulesAreKnown() throws IOException {
        Path values = directory.resolve("values.yaml");
        Files.writeString(values, "snapshot:\n  purgeDays: 5\nsync:\n  hosts: [a]\n  sshSecret: s\n");
        Sets.makeComplete(first, "2026-11-16_013000");

        assertThat(new InProcess()
                        .run("list", "-f", values.toString(), first.toString())
                        .out())
                .endsWith("newest good set: 2026-11-20_113000, 30m old; 3 sets, 1.7 KiB; next to go: 2026-11-16_013000"
                        + " and 1 more\n");
    }

    @Test
    void tellsWhenSetsWereVerifiedAndRehearsed() throws IOException {
        Files.writeString(
                first.resolve(".etcd-snapshot-history.jsonl"),
                """
                {"at":"2026-11-17T02:00:00Z","command":"sync","id":"2026-11-17_013000","ok":true,"detail":"copied","millis":1,"tool":"t"}
                {"at":"2026-11-19T06:00:00Z","command":"rehearse","id":"2026-11-17_013000","ok":false,"detail":"no","millis":1,"tool":"t"}
                """);

        String wide =
                new InProcess().run("list", "-o", "wide", first.toString()).out();
        JsonObject set = setOf(
                JsonParser.parseString(new InProcess()
                                .run("list", "-o", "json", first.toString())
                                .out())
                        .getAsJsonObject()
                        .getAsJsonArray("locations")
                        .get(0),
                1);

        assertThat(wide)
                .contains("TAGS         VERIFIED  REHEARSED   STATE", "pre-upgrade  never     never       complete")
                .contains("-            3d        FAILED 30h  complete");
        assertThat(set.getAsJsonObject("verified").get("command").getAsString()).isEqualTo("sync");
        assertThat(set.getAsJsonObject("rehearsed").get("ok").getAsBoolean()).isFalse();
    }

    @Test
    void showsSeveralLocationsSideBySideAndWhatItIgnored() {
        Program.Result result = new InProcess().run("list", first.toString(), second.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .isEqualTo(
                        """
                        SET                AGE   SIZE   REVISION   KEYS  LOCATION%3$sSTATE
                        2026-11-20_113000  30m  569 B  1,234,567  4,321  %1$s   complete
                        2026-11-19_013000  34h  569 B          -      -  %2$s  flat, possibly dirty
                        2026-11-17_013000   3d  569 B  1,234,567  4,321  %1$s   complete
                        ignored in %2$s: README
                        %1$s: newest good set 2026-11-20_113000, 30m old; 2 sets, 1.1 KiB
                        %2$s: newest good set 2026-11-19_013000, 34h old; 1 set, 569 B
                        """
                                .formatted(
                                        first,
                                        second,
                                        " ".repeat(second.toString().length() - 6)));
    }

    @Test
    void writesTheDocumentOfTheContract() {
        Program.Result result = new InProcess().run("list", "-o", "json", first.toString(), second.toString());

        assertThat(result.exitCode()).isZero();
        JsonObject document = JsonParser.parseString(result.out()).getAsJsonObject();
        assertThat(document.keySet()).containsExactly("locations");
        JsonArray locations = document.getAsJsonArray("locations");
        assertThat(locations).hasSize(2).allSatisfy(location -> assertThat(
                        location.getAsJsonObject().keySet())
                .containsExactly("location", "sets", "ignored"));
        JsonObject set = setOf(locations.get(0), 0);
        assertThat(set.get("id").getAsString()).isEqualTo("2026-11-20_113000");
        assertThat(set.keySet())
                .containsExactlyInAnyOrder(
                        "formatVersion",
                        "id",
                        "takenAt",
                        "durationMillis",
                        "node",
                        "clusterVersion",
                        "method",
                        "dirty",
                        "tags",
                        "tool",
                        "snapshot",
                        "files",
                        "alarms",
                        "encryption",
                        "location",
                        "path",
                        "sizeBytes",
                        "state");
        assertThat(set.get("state").getAsString()).isEqualTo("complete");
        assertThat(set.get("takenAt").getAsString()).isEqualTo("2026-11-20T11:30:00Z");
        assertThat(set.get("path").getAsString())
                .isEqualTo(first.resolve("2026-11-20_113000").toString());
        assertThat(setOf(locations.get(0), 1).get("id").getAsString()).isEqualTo("2026-11-17_013000");
        JsonObject flat = setOf(locations.get(1), 0);
        assertThat(flat.keySet())
                .containsExactlyInAnyOrder(
                        "id", "takenAt", "dirty", "tags", "files", "location", "path", "sizeBytes", "state");
        assertThat(flat.get("state").getAsString()).isEqualTo("flat");
        assertThat(flat.get("dirty").getAsBoolean()).isTrue();
        assertThat(ignoredOf(locations.get(1))).containsExactly(new com.google.gson.JsonPrimitive("README"));
    }

    @Test
    void ofSeveralLocationsOneThatCannotBeReadLeavesTheOthersListed() {
        Path missing = directory.resolve("missing");

        Program.Result result = new InProcess().run("list", "-o", "json", missing.toString(), first.toString());

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains(missing + ": no such file or directory");
        JsonArray locations =
                JsonParser.parseString(result.out()).getAsJsonObject().getAsJsonArray("locations");
        assertThat(locations).hasSize(2);
        assertThat(locations.get(0).getAsJsonObject().get("error").getAsString())
                .contains(missing.toString());
        assertThat(setOf(locations.get(1), 1).get("id").getAsString()).isEqualTo("2026-11-17_013000");
    }

    @Test
    void textFromAManifestOrAFileNameDrivesNoTerminal() throws IOException {
        Path manifest = first.resolve("2026-11-17_013000/manifest.json");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace("4.16.21", "4\\u001b[2K\\nforged\\u202e")
                        .replace("\"tags\": []", "\"tags\": [\"a\\u009bb\"]"));
        Files.createDirectory(first.resolve("x\u001b]0;title\u0007\ny"));

        String text =
                new InProcess().run("list", "-o", "wide", first.toString()).out();
        assertThat(text)
                .contains("4\\u001b[2K\\u000aforged\\u202e", "a\\u009bb", "x\\u001b]0;title\\u0007\\u000ay")
                .doesNotContain("\u001b", "\u0007", "\u202e", "\u009b");
        assertThat(text.lines()).hasSize(5);
        String json =
                new InProcess().run("list", "-o", "json", first.toString()).out();
        assertThat(json).doesNotContain("\u001b", "\u202e", "\u009b");
        assertThat(setOf(
                                JsonParser.parseString(json)
                                        .getAsJsonObject()
                                        .getAsJsonArray("locations")
                                        .get(0),
                                1)
                        .getAsJsonArray("tags")
                        .get(0)
                        .getAsString())
                .isEqualTo("a\u009bb");
    }

    @Test
    void manyForeignNamesAreCounted() throws IOException {
        for (int i = 100; i < 400; i++) {
            Files.createFile(second.resolve("foreign-" + i));
        }

        String text = new InProcess().run("list", second.toString()).out();

        assertThat(text).contains("foreign-108, and 291 more\n").doesNotContain("foreign-109");
        assertThat(new InProcess().run("list", "-o", "json", second.toString()).out())
                .contains("foreign-399");
    }

    @Test
    void whereNoLocationCanBeReadItFails() {
        assertThat(new InProcess()
                        .run("list", directory.resolve("missing").toString())
                        .exitCode())
                .isEqualTo(1);
        assertThat(new InProcess()
                        .run(
                                "list",
                                directory.resolve("a").toString(),
                                directory.resolve("b").toString())
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void anEmptyLocationIsToldAndNoError() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        Program.Result result = new InProcess().run("list", empty.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("no sets in " + empty + "\n");
    }

    private static JsonObject setOf(JsonElement location, int index) {
        return location.getAsJsonObject().getAsJsonArray("sets").get(index).getAsJsonObject();
    }

    private static Iterable<JsonElement> ignoredOf(JsonElement location) {
        return location.getAsJsonObject().getAsJsonArray("ignored");
    }
}
