package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code list} over an export with a directory for each cluster; it is noon of 2026-11-20 in UTC. */
class FleetTest {
    @TempDir
    Path directory;

    private Path export;

    @BeforeEach
    void fill() throws IOException {
        export = Files.createDirectory(directory.resolve("export"));
        add("prod", "2026-11-20_100000");
        add("prod", "2026-11-19_100000");
        add("test", "2026-11-18_100000");
        Files.createDirectories(export.resolve("scripts/old"));
        Files.writeString(export.resolve("README"), "not a set");
    }

    private void add(String cluster, String id) throws IOException {
        Path manifest = Sets.makeComplete(export.resolve(cluster), id).resolve("manifest.json");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replace(
                                "\"clusterVersion\"",
                                "\"clusterName\": \"%s\", \"clusterVersion\"".formatted(cluster)));
    }

    private void remember(String cluster, String command, String id, boolean ok) throws IOException {
        Files.writeString(
                export.resolve(cluster).resolve(".etcd-snapshot-history.jsonl"),
                """
                {"at":"2026-11-20T09:00:00Z","command":"%s","id":%s,"ok":%s,"detail":"x","millis":1,"tool":"etcd-snapshot test"}
                """
                        .formatted(command, id == null ? "null" : "\"" + id + "\"", ok));
    }

    private Program.Result list(String... options) {
        return new InProcess()
                .run(java.util.stream.Stream.of(
                                List.of("list", "--recursive"), List.of(options), List.of(export.toString()))
                        .flatMap(List::stream)
                        .toArray(String[]::new));
    }

    @Test
    void showsARowForEachClusterWorstFirst() throws IOException {
        remember("prod", "verify", "2026-11-20_100000", true);

        Program.Result result = list();

        assertThat(result.all()).as(result.err()).isNotEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out().replaceAll(" +", " ").replace(export.toString(), "EXPORT"))
                .isEqualTo(
                        """
                        CLUSTER NEWEST GOOD SET AGE SETS SIZE VERIFIED REHEARSED LOCATION STATE
                        test 2026-11-18_100000 2d 1 569 B never never EXPORT/test ok
                        prod 2026-11-20_100000 2h 2 1.1 KiB 3h never EXPORT/prod ok
                        """);
    }

    @Test
    void withAnAgeItEndsWith3WhereOneIsOlder() {
        assertThat(list("--max-age", "26h").exitCode()).isEqualTo(3);
        assertThat(list("--max-age", "26h").out()).contains("older than 26h");
        assertThat(list("--max-age", "3d").exitCode()).isZero();
    }

    @Test
    void aClusterThatLostAllItsSetsIsTheWorst() throws IOException {
        Files.createDirectory(export.resolve("gone"));
        remember("gone", "sync", "2026-10-20_100000", true);

        Program.Result result = list("--max-age", "30d");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out().lines().skip(1).findFirst().orElseThrow()).contains("/gone", "no good set");
    }

    @Test
    void aSetThatFailedItsLastVerificationIsNotTheNewestGoodOne() throws IOException {
        remember("prod", "verify", "2026-11-20_100000", false);

        assertThat(list().out()).contains("prod     2026-11-19_100000", "1 not good");
    }

    @Test
    void moreClustersThanAListingNamesAreAllSeen() throws IOException {
        for (int i = 0; i < 150; i++) {
            add("c" + i, "2026-11-20_100000");
        }

        JsonObject document = JsonParser.parseString(list("-o", "json").out()).getAsJsonObject();

        assertThat(document.getAsJsonArray("clusters")).hasSize(152);
        assertThat(document.get("ok").getAsBoolean()).isTrue();
    }

    @Test
    void aLocationWithoutAnySetsHasNoGoodOne() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertThat(new InProcess()
                        .run("list", "--max-age", "1d", empty.toString())
                        .exitCode())
                .isEqualTo(3);
        assertThat(new InProcess().run("list", "--recursive", empty.toString()).exitCode())
                .isEqualTo(3);
    }

    @Test
    void theDocumentTellsAgesInSeconds() {
        JsonObject document = JsonParser.parseString(
                        list("-o", "json", "--max-age", "26h").out())
                .getAsJsonObject();

        assertThat(document.get("ok").getAsBoolean()).isFalse();
        assertThat(document.get("maxAgeSeconds").getAsLong()).isEqualTo(26 * 3600);
        JsonObject worst = document.getAsJsonArray("clusters").get(0).getAsJsonObject();
        assertThat(worst.get("cluster").getAsString()).isEqualTo("test");
        assertThat(worst.get("ageSeconds").getAsLong()).isEqualTo(50 * 3600);
        assertThat(worst.get("newest").getAsString()).isEqualTo("2026-11-18_100000");
        assertThat(worst.get("ok").getAsBoolean()).isFalse();
    }

    @Test
    void forNagiosItIsOneLineAndTheCodeOfAPlugin() throws IOException {
        Program.Result good = list("-o", "nagios", "--max-age", "3d");
        assertThat(good.exitCode()).isZero();
        assertThat(good.out())
                .isEqualTo(
                        "ETCD-SNAPSHOT OK - 2 clusters with a good set | 'test'=180000s;;259200;0 'prod'=7200s;;259200;0\n");

        Program.Result old = list("-o", "nagios", "--max-age", "26h");
        assertThat(old.exitCode()).isEqualTo(2);
        assertThat(old.out()).startsWith("ETCD-SNAPSHOT CRITICAL - 1 of 2 clusters: test: older than 26h (2d) | ");

        remember("prod", "rehearse", "2026-11-19_100000", false);
        Program.Result damaged = list("-o", "nagios", "--max-age", "3d");
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.out()).startsWith("ETCD-SNAPSHOT WARNING - 1 of 2 clusters: prod: 1 not good (2h)");

        Program.Result unknown = new InProcess()
                .run(
                        "list",
                        "-o",
                        "nagios",
                        "--max-age",
                        "3d",
                        directory.resolve("missing").toString());
        assertThat(unknown.exitCode()).isEqualTo(3);
        assertThat(unknown.out()).startsWith("ETCD-SNAPSHOT UNKNOWN - ").hasLineCount(1);
    }

    @Test
    void aNameFromAManifestForgesNoFigures() throws IOException {
        add("evil", "2026-11-20_100000");
        Path manifest = export.resolve("evil/2026-11-20_100000/manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"evil\"", "\"a'=1;|\\nb\\u202e\""));

        String line = list("-o", "nagios", "--max-age", "1h").out();

        assertThat(line).hasLineCount(1).doesNotContain("\u202e");
        assertThat(line.chars().filter(c -> c == '|').count()).isEqualTo(1);
    }
}
