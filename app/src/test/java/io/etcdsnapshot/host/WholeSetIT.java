package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.catalogue.History;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a good run leaves: private, provable without this program, and ready for cluster-restore.sh. */
@ExtendWith(SharedHost.class)
class WholeSetIT {
    private final StandInHost host;

    WholeSetIT(StandInHost host) {
        this.host = host;
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "077"})
    void onlyTheOwnerMayLookWhateverTheUmask(String umask) throws Exception {
        for (String method : List.of("script", "etcdctl")) {
            Program.Result result =
                    withUmask(umask, "--directory", "/home/core/etcd-snapshots/a/b", "--method", method);
            assertThat(result.exitCode()).as(result.err()).isZero();
        }

        assertThat(Program.of("find", host.backups().toString(), "-type", "d", "!", "-perm", "0700")
                        .output())
                .isEmpty();
        assertThat(Program.of("find", host.backups().toString(), "-type", "f", "!", "-perm", "0600")
                        .output())
                .isEmpty();
    }

    private Program.Result withUmask(String umask, String... options) throws Exception {
        return Program.of(
                        "bash",
                        "-c",
                        "umask $0; exec \"$@\"",
                        umask,
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-jar",
                        Program.jar().toString(),
                        "snapshot",
                        "--host-root",
                        host.root().toString(),
                        options[0],
                        options[1],
                        options[2],
                        options[3])
                .run();
    }

    @Test
    void sha256sumProvesItAndClusterRestoreTakesIt() throws Exception {
        assertThat(host.snapshot().exitCode()).isZero();
        assertThat(host.snapshot("--tag", "pre-upgrade,weekly", "--tag", "one more")
                        .exitCode())
                .isZero();

        List<BackupSet> sets = Sets.in(host.backups());
        assertThat(sets)
                .hasSize(2)
                .extracting(BackupSet::tags)
                .containsExactly(List.of("pre-upgrade", "weekly", "one more"), List.of());
        Sets.assertAllWhole(host.backups());
        assertThat(History.read(Sets.store(host.backups()), Json.HISTORY, Sets.SILENT)
                        .outcomes())
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome.bytesByKind()).isNotEmpty());
        for (BackupSet set : sets) {
            assertThat(Program.of("bash", "-c", "cd '%s' && sha256sum --strict -c SHA256SUMS".formatted(set.path()))
                            .output()
                            .lines())
                    .containsExactlyInAnyOrder(
                            "snapshot_%s.db: OK".formatted(set.id()),
                            "static_kuberesources_%s.tar.gz: OK".formatted(set.id()),
                            "manifest.json: OK");
        }
        assertRestores(sets.get(1));
    }

    @Test
    void theReportHasTheFiguresOfVerifyAndUsage() throws Exception {
        assertThat(host.snapshot().exitCode()).isZero();
        String place = host.backups().toString();
        JsonObject verified = json("verify", place)
                .getAsJsonArray("sets")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("snapshot");
        JsonArray kinds = json("usage", "--from", place).getAsJsonArray("kinds");

        JsonObject cluster =
                json("report", place).getAsJsonArray("clusters").get(0).getAsJsonObject();
        JsonObject remembered = cluster.getAsJsonArray("places")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("outcomes")
                .get(0)
                .getAsJsonObject();
        assertThat(remembered.get("command").getAsString()).isEqualTo("verify");
        assertThat(remembered.get("dbSize")).isEqualTo(verified.get("totalSize"));
        assertThat(remembered.get("keys")).isEqualTo(verified.get("liveKeys"));
        JsonObject point = cluster.getAsJsonObject("growth")
                .getAsJsonArray("points")
                .get(0)
                .getAsJsonObject();
        assertThat(point.get("bytes")).isEqualTo(verified.get("totalSize"));
        JsonObject bytes =
                cluster.getAsJsonArray("usage").get(0).getAsJsonObject().getAsJsonObject("bytesByKind");
        long all = 0;
        for (JsonElement each : kinds) {
            JsonObject kind = each.getAsJsonObject();
            String name = kind.get("name").getAsString();
            long taken = kind.get("bytes").getAsLong() + kind.get("oldBytes").getAsLong();
            all += taken;
            if (bytes.has(name)) {
                assertThat(bytes.get(name).getAsLong()).as(name).isEqualTo(taken);
            }
        }
        assertThat(bytes.asMap().values().stream()
                        .mapToLong(JsonElement::getAsLong)
                        .sum())
                .isEqualTo(all);
    }

    private static JsonObject json(String... arguments) throws Exception {
        return JsonParser.parseString(
                        Program.etcdSnapshot(arguments).and("-o", "json").output())
                .getAsJsonObject();
    }

    private void assertRestores(BackupSet set) throws Exception {
        String path = "/home/core/etcd-snapshots/" + set.id();

        Program.of("chroot", host.root().toString(), "/usr/local/bin/cluster-restore.sh", path)
                .output();

        assertThat(Files.readString(host.path("/var/lib/standin-restore.log")))
                .contains(
                        "snapshot=%s/snapshot_%s.db".formatted(path, set.id()),
                        "kube-resources=%s/static_kuberesources_%s.tar.gz".formatted(path, set.id()));
    }

    /** The copy is the set as it is: the cluster has no identity. */
    @Test
    void theSetIsEncryptedWhereTheValuesSaySoAndCopiedAsItIs(@TempDir Path work) throws Exception {
        Path key = work.resolve("key.txt");
        String recipient =
                Program.etcdSnapshot("keygen", key.toString()).output().strip();
        Path values = Files.writeString(
                work.resolve("values.yaml"),
                "snapshot: {encrypt: true, compress: true}\nencryption: {recipients: [%s]}\n".formatted(recipient));

        Program.Result result = host.snapshot("-f", values.toString());

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(result.out()).contains("revision");
        BackupSet set = Sets.in(host.backups()).get(0);
        assertThat(set.files()).allMatch(file -> file.name().endsWith(".zst.age"));
        Path copy = work.resolve("copy");
        Program.etcdSnapshot(
                        "sync",
                        "-f",
                        values.toString(),
                        "--from",
                        host.backups().toString(),
                        "--to",
                        copy.toString())
                .output();
        assertThat(copy.resolve(set.id().value()).resolve("manifest.json"))
                .hasSameBinaryContentAs(Path.of(set.path()).resolve("manifest.json"));
        assertThat(Program.etcdSnapshot("verify", copy.toString(), "--age-identity", key.toString())
                        .output())
                .contains("verified", "revision")
                .doesNotContain("not opened");
    }

    @Test
    void theNextRunClearsWhatAnEarlierLeftAndNothingElse() throws Exception {
        Files.createDirectories(host.backups().resolve(".incomplete-0d2c/sub"));
        Files.writeString(host.backups().resolve(".incomplete-0d2c/snapshot_2026-11-20_013000.db.part"), "half");
        Files.createDirectories(host.backups().resolve("lost+found"));
        Files.writeString(host.backups().resolve("README"), "foreign");
        Sets.makeFlat(host.backups(), "2026-11-19_013000", false);

        Program.Result result = host.snapshot("-q");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(host.backupEntries())
                .containsExactly(
                        ".etcd-snapshot.lock",
                        Sets.in(host.backups()).get(0).id().value(),
                        "README",
                        "lost+found",
                        "snapshot_2026-11-19_013000.db",
                        "static_kuberesources_2026-11-19_013000.tar.gz");
    }

    @Test
    void aSecondRunInTheSameSecondGetsAnotherId() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(host.snapshot("--method", "etcdctl", "--force").exitCode())
                    .isZero();
        }

        assertThat(Sets.in(host.backups())).hasSize(2);
    }
}
