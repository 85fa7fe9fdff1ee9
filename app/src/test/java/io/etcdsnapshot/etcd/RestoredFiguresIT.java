package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.EtcdVersion;
import io.etcdsnapshot.testing.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a restore and other histories leave in a database. */
class RestoredFiguresIT {
    @TempDir
    Path directory;

    @Test
    void anyHistoryHasTheFiguresThatEtcdutlSees() throws Exception {
        for (int seed = 0; seed < 25; seed++) {
            History history = History.of(seed);
            Path file =
                    Files.write(directory.resolve("history.db"), history.file().snapshot());

            assertThat(etcdsLiveKeys(file))
                    .as("seed %d: %s", seed, history)
                    .isEqualTo(history.liveKeys() + (history.hasBump() ? 1 : 0));
            String hashKv = Databases.asEtcdutlPrints(history.hashKv());
            assertThat(hashKv).as("seed %d: %s", seed, history).isEqualTo(etcdsHashKv(file, hashKv));
        }
    }

    /** OpenShift from 4.18 on bumps the revision in each restore. */
    @Test
    void theEntryThatABumpedRevisionLeavesIsNoLiveKey() throws Exception {
        Path snapshot = snapshotWithHistory();
        Path restored = restore(snapshot, "--bump-revision=1000000", "--mark-compacted");

        SnapshotStatus before = verify(snapshot, false).status();
        SnapshotStatus bumped = verify(restored, true).status();

        assertThat(bumped.liveKeys()).isEqualTo(before.liveKeys()).isEqualTo(etcdsLiveKeys(restored) - 1);
        assertThat(bumped.revision()).isEqualTo(before.revision() + 1_000_000);
        assertThat(Databases.asEtcdutlPrints(bumped.hashKv())).isEqualTo(EtcdVersion.V3_6.hashKv(restored));
    }

    @ParameterizedTest
    @EnumSource
    void hashKvIsTheSameAfterARestoreUnlikeTheHash(EtcdVersion version) throws Exception {
        Path snapshot = snapshotWithHistory();
        SnapshotStatus before = verify(snapshot, false).status();

        try (EtcdServer etcd = EtcdServer.restored(version.binaries(), directory, snapshot)) {
            SnapshotStatus after =
                    verify(etcd.save(directory.resolve("again.db")), false).status();

            assertThat(after.hashKv()).isEqualTo(before.hashKv());
            assertThat(etcd.hashKv())
                    .isEqualTo(before.hashKv().hash() + " " + before.hashKv().compactRevision());
            assertThat(after.hash()).isNotEqualTo(before.hash());
        }
    }

    @Test
    void aDatabaseOfADataDirectoryLacksOnlyTheTrailer() throws Exception {
        Path copy = directory.resolve("copy.db");
        try (EtcdServer etcd = EtcdServer.restored(EtcdVersion.V3_6.binaries(), directory, snapshotWithHistory())) {
            etcd.put("later", 10, new byte[100]);
            Path data = etcd.database();
            etcd.close();
            Files.copy(data, copy);
        }
        // An etcd that syncs, as this one doesn't, lets the file grow in steps of 16 MiB.
        Files.write(copy, new byte[16 << 20], StandardOpenOption.APPEND);
        SnapshotVerification refused = verify(copy, false);
        SnapshotVerification accepted = verify(copy, true);

        assertThat(refused.lacksOnlyTheTrailer()).isTrue();
        assertThat(Databases.failed(refused)).extracting(Finding::check).containsExactly("trailer");
        assertThat(accepted.ok()).isTrue();
        assertThat(accepted.findings()).filteredOn(Finding::isWarning).hasSize(1);
        assertThat(accepted.status().liveKeys()).isEqualTo(etcdsLiveKeys(copy));
        restore(copy, "--skip-hash-check");
    }

    /** Keys that were changed, deleted and created again, before and after a compaction. */
    private Path snapshotWithHistory() throws IOException, InterruptedException {
        try (EtcdServer etcd = EtcdVersion.V3_5.start(directory)) {
            etcd.put("a", 50, new byte[200]);
            etcd.put("b", 50, new byte[200]);
            etcd.etcdctl("del", "a/7").output();
            etcd.compact();
            etcd.put("a", 20, new byte[300]);
            etcd.etcdctl("del", "--prefix", "b/1").output();
            return etcd.save(directory.resolve("before.db"));
        }
    }

    private Path restore(Path snapshot, String... options) throws IOException, InterruptedException {
        Path data = directory.resolve("restored");
        Path etcdutl = EtcdVersion.V3_6.binaries().resolve("etcdutl");
        Program.of(etcdutl.toString(), "snapshot", "restore", snapshot.toString(), "--data-dir", data.toString())
                .and(options)
                .output();
        return data.resolve("member/snap/db");
    }

    /** Asks again: with no key alive, etcdutl's hash depends on how far the compaction is that it resumes meanwhile. */
    private static String etcdsHashKv(Path file, String expected) throws IOException, InterruptedException {
        String hashKv = EtcdVersion.V3_6.hashKv(file);
        for (int again = 0; again < 9 && !hashKv.equals(expected); again++) {
            hashKv = EtcdVersion.V3_6.hashKv(file);
        }
        return hashKv;
    }

    private static long etcdsLiveKeys(Path file) throws IOException, InterruptedException {
        String status = EtcdVersion.V3_6.status(file);
        return Long.parseLong(status.replaceAll(".*\"totalKey\":(\\d+).*", "$1"));
    }

    private static SnapshotVerification verify(Path file, boolean acceptNoTrailer)
            throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(file)) {
            return SnapshotVerifier.verify(
                    "test.db", Files.size(file), in, new SnapshotVerifier.Options(acceptNoTrailer, ValueLabels.NONE));
        }
    }
}
