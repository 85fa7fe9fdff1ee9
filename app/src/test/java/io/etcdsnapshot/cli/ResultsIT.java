package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The JSON documents of a real set, as the contract has them. The tests share one set and leave it as it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResultsIT {
    @TempDir
    static Path directory;

    private StandInHost host;
    private Program.Result taken;
    private BackupSet set;

    @BeforeAll
    void takeASet() throws Exception {
        host = StandInHost.openShift(directory);
        taken = host.snapshot("-o", "json", "--tag", "pre-upgrade");
        set = Sets.only(host.backups());
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    @Test
    void snapshotWritesTheDocumentOfTheContract() throws Exception {
        assertThat(taken.exitCode()).as(taken.err()).isZero();
        JsonObject document = JsonParser.parseString(taken.out()).getAsJsonObject();
        assertThat(document.keySet()).containsExactly("set");
        JsonObject told = document.getAsJsonObject("set");
        assertThat(told.keySet())
                .containsExactlyInAnyOrder(
                        "formatVersion",
                        "id",
                        "takenAt",
                        "durationMillis",
                        "node",
                        "clusterId",
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
        assertThat(told.get("path").getAsString()).isEqualTo(set.path());
        assertThat(told.get("state").getAsString()).isEqualTo("complete");
        assertThat(told.get("sizeBytes").getAsLong()).isEqualTo(set.sizeBytes());
    }

    @Test
    void theManifestSaysWhatTheSetIs() throws Exception {
        JsonObject manifest = JsonParser.parseString(Files.readString(Path.of(set.path(), "manifest.json")))
                .getAsJsonObject();

        assertThat(manifest.keySet())
                .containsExactlyInAnyOrder(
                        "formatVersion",
                        "id",
                        "takenAt",
                        "durationMillis",
                        "node",
                        "clusterId",
                        "clusterVersion",
                        "method",
                        "dirty",
                        "tags",
                        "tool",
                        "snapshot",
                        "files",
                        "alarms",
                        "encryption");
        assertThat(manifest.get("formatVersion").getAsInt()).isEqualTo(1);
        assertThat(manifest.get("takenAt").getAsString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(manifest.get("node").getAsString()).isEqualTo("master-0");
        assertThat(manifest.get("clusterId").getAsString())
                .isEqualTo(
                        Files.readString(host.path("/etc/standin/cluster-id")).strip());
        assertThat(manifest.get("clusterVersion").getAsString()).isEqualTo("4.16.21");
        assertThat(manifest.get("method").getAsString()).isEqualTo("script");
        assertThat(manifest.getAsJsonArray("tags")).hasToString("[\"pre-upgrade\"]");
        assertThat(manifest.getAsJsonObject("snapshot").keySet())
                .containsExactlyInAnyOrder(
                        "revision", "totalKeys", "totalSize", "hash", "liveKeys", "hashKv", "etcdVersion");
        assertThat(manifest.getAsJsonArray("files")).hasSize(2).allSatisfy(file -> assertThat(
                        file.getAsJsonObject().keySet())
                .containsExactlyInAnyOrder("name", "role", "size", "sha256"));
        assertThat(manifest.getAsJsonArray("files"))
                .extracting(file -> file.getAsJsonObject().get("role").getAsString())
                .containsExactlyInAnyOrder("snapshot", "kubeResources");
    }

    @Test
    void verifyWritesTheDocumentOfTheContractWithEtcdctlsFigures() throws Exception {
        Program.Result result = host.etcdSnapshot("verify", "-o", "json").run();

        assertThat(result.exitCode()).as(result.err()).isZero();
        JsonObject document = JsonParser.parseString(result.out()).getAsJsonObject();
        assertThat(document.keySet()).containsExactlyInAnyOrder("location", "ok", "sets");
        assertThat(document.get("ok").getAsBoolean()).isTrue();
        JsonObject verdict = document.getAsJsonArray("sets").get(0).getAsJsonObject();
        assertThat(verdict.keySet()).containsExactlyInAnyOrder("id", "path", "ok", "snapshot", "alarms", "findings");
        assertThat(verdict.getAsJsonArray("findings")).isNotEmpty().allSatisfy(finding -> assertThat(
                        finding.getAsJsonObject().keySet())
                .containsExactlyInAnyOrder("file", "check", "ok", "detail"));
        JsonObject etcdctl = JsonParser.parseString(
                        host.etcdctl("snapshot", "status", snapshot().toString(), "-w", "json")
                                .output())
                .getAsJsonObject();
        JsonObject figures = verdict.getAsJsonObject("snapshot");
        assertThat(figures.get("revision")).isEqualTo(etcdctl.get("revision"));
        assertThat(figures.get("totalKeys")).isEqualTo(etcdctl.get("totalKey"));
        assertThat(figures.get("totalSize")).isEqualTo(etcdctl.get("totalSize"));
        assertThat(figures.get("hash")).isEqualTo(etcdctl.get("hash"));
    }

    private Path snapshot() {
        return Path.of(set.path(), "snapshot_%s.db".formatted(set.id()));
    }
}
