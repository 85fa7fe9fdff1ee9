package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Doubts;
import io.etcdsnapshot.testing.EtcdCluster;
import io.etcdsnapshot.testing.EtcdVersion;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Backups from one of three members that lags behind the others, or differs from them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutOffMemberIT {
    private static final String VALUE = "the value that one member will hold otherwise";

    @TempDir
    static Path directory;

    private EtcdCluster cluster;
    private StandInHost host;

    @BeforeAll
    void startThreeMembers() throws Exception {
        cluster = EtcdCluster.start(EtcdVersion.V3_6, directory);
        host = StandInHost.start(
                directory,
                Map.of(
                        "STANDIN_FLAVOUR",
                        "kubeadm",
                        "ETCD",
                        EtcdVersion.V3_6.binaries().resolve("etcd").toString()));
        cluster.etcdctl(0, "put", "key", VALUE).output();
    }

    @AfterAll
    void stop() throws Exception {
        if (host != null) {
            host.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void noBackups() throws Exception {
        host.reset();
    }

    @Test
    void aStaleSetOfACutOffMemberIsWarnedOfAndNeverStandsForTheNewestGoodOne() throws Exception {
        Path metrics = directory.resolve("etcd_snapshot.prom");
        assertThat(snapshotFrom(2).err()).doesNotContain("warning");
        write("while all are connected");
        cluster.cutOff(2);
        write("while one is cut off");
        BackupSet ahead = taken(snapshotFrom(0));

        Program.Result cutOff = snapshotFrom(2, "--metrics-file", metrics.toString());

        assertThat(cutOff.exitCode()).as(cutOff.err()).isZero();
        assertThat(cutOff.err()).contains("had no leader", "an earlier set has the higher revision");
        BackupSet behind = Sets.in(host.backups()).get(0);
        Doubts doubts = behind.requireManifest().doubts();
        assertThat(doubts.noLeader()).isTrue();
        assertThat(doubts.behindRevision())
                .isEqualTo(ahead.requireManifest().snapshot().revision())
                .isGreaterThan(behind.requireManifest().snapshot().revision());
        assertThat(metrics).content().contains("etcd_snapshot_set_stale 1");
        assertThat(onHost("list").out()).contains("complete, stale");

        Program.Result restored = onHost("restore", "latest");
        assertThat(restored.err()).contains("skipping %s: stale".formatted(behind.id()));
        assertThat(restored.out()).contains(ahead.id().value());
        Program.Result purged = onHost("purge", "--keep-last", "1");
        assertThat(purged.out()).contains("newest set, but stale");
        assertThat(Sets.in(host.backups())).extracting(BackupSet::id).containsExactly(behind.id(), ahead.id());

        cluster.reconnect(2);
        assertThat(taken(snapshotFrom(2)).requireManifest().doubts()).isNull();
        assertThat(onHost("purge", "--keep-last", "1").exitCode()).isZero();
        assertThat(Sets.in(host.backups())).hasSize(1);
    }

    @Test
    void aMemberThatDoesNotKnowYetThatItIsCutOffIsUnhealthy() throws Exception {
        cluster.stop(2);
        cluster.start(2, Duration.ofSeconds(50));
        cluster.await(2, "endpoint", "health");
        cluster.unplug(2);

        Program.Result cutOff = snapshotFrom(2);

        assertThat(cutOff.err()).contains("unhealthy: ").doesNotContain("no leader");
        assertThat(Sets.in(host.backups()).get(0).requireManifest().doubts().memberErrors())
                .anyMatch(error -> error.startsWith("unhealthy: "));
        cluster.stop(2);
        cluster.start(2);
        cluster.reconnect(2);
    }

    @Test
    void aMemberThatHoldsOtherValuesIsNamedBeforeItIsBackedUp() throws Exception {
        cluster.stop(1);
        change(cluster.database(1), VALUE, VALUE.toUpperCase(java.util.Locale.ROOT));
        cluster.start(1);
        cluster.await(1, "endpoint", "health", "--cluster");

        Program.Result fromAGoodOne = snapshotFrom(0);
        write("so that the revision rises");
        Program.Result fromTheOther = snapshotFrom(1);

        for (Program.Result result : new Program.Result[] {fromAGoodOne, fromTheOther}) {
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err())
                    .contains("the etcd member %s holds other values".formatted(EtcdCluster.url(1)))
                    .doesNotContain(EtcdCluster.url(0) + " holds", EtcdCluster.url(2) + " holds");
        }
        assertThat(onHost("verify", "--all").out()).contains("doubts", EtcdCluster.url(1) + " holds other values");
    }

    /** Kubernetes writes all the time. */
    private void write(String value) throws Exception {
        for (int i = 0; i < 2; i++) {
            cluster.etcdctl(0, "put", "lease", value + i).output();
        }
    }

    private Program.Result snapshotFrom(int member, String... options) throws Exception {
        Path manifest = host.path("/etc/kubernetes/manifests/etcd.yaml");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replaceFirst(
                                "--advertise-client-urls=[^\\s]+",
                                "--advertise-client-urls=" + EtcdCluster.url(member)));
        Program.Result result = host.etcdSnapshot("snapshot", options)
                .inNetwork(cluster.network(member))
                .run();
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    private BackupSet taken(Program.Result result) throws Exception {
        assertThat(result.err()).doesNotContain("warning");
        return Sets.in(host.backups()).get(0);
    }

    private Program.Result onHost(String command, String... options) throws Exception {
        return host.etcdSnapshot(command, options).run();
    }

    /** bbolt has no checksum over its pages. */
    private static void change(Path database, String from, String to) throws Exception {
        byte[] bytes = Files.readAllBytes(database);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        Files.write(database, text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
    }
}
