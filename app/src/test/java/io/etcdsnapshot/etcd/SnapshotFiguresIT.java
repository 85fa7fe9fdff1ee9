package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.EtcdServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our figures are those of {@code etcdctl snapshot status}, and every sound snapshot is found whole. */
class SnapshotFiguresIT {
    enum Version {
        V3_4 {
            @Override
            EtcdServer start(Path parent) throws IOException, InterruptedException {
                return EtcdServer.version34(parent);
            }
        },
        V3_5 {
            @Override
            EtcdServer start(Path parent) throws IOException, InterruptedException {
                return EtcdServer.version35(parent);
            }
        };

        abstract EtcdServer start(Path parent) throws IOException, InterruptedException;
    }

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void equalEtcdctlsWhenEmpty(Version version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            assertSameFigures(etcd);
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalEtcdctlsWith200000KeysThenDeletedCompactedAndDefragmented(Version version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            etcd.put("/registry/pods", 200_000, new byte[60]);
            assertThat(assertSameFigures(etcd).totalKeys()).isGreaterThan(200_000);
            etcd.etcdctl("del", "--prefix", "/registry/pods/1").output();
            assertSameFigures(etcd);
            // etcd 3.5 keeps tombstones of the very revision it compacts at
            etcd.put("later", 1, new byte[1]);
            etcd.compact();
            assertThat(assertSameFigures(etcd).totalKeys()).isLessThan(100_000);
            etcd.etcdctl("defrag").output();
            assertSameFigures(etcd);
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalEtcdctlsWithLargeValuesThatGiveTheirPagesToOthers(Version version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            etcd.put("megabyte", 10, random(1_000_000));
            for (int size = 3_000; size < 100_000; size += 2_500) {
                etcd.put("large/" + size, 3, random(size));
            }
            assertSameFigures(etcd);
            etcd.etcdctl("del", "--prefix", "megabyte/").output();
            etcd.etcdctl("del", "--prefix", "large/").output();
            etcd.compact();
            assertSameFigures(etcd);
            for (int size = 5_000; size < 60_000; size += 5_000) {
                etcd.put("medium/" + size, 5, random(size));
                etcd.put("small/" + size, 50, random(500));
                assertSameFigures(etcd);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalEtcdctlsAfterManyRewrites(Version version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            for (int round = 0; round < 100; round++) {
                etcd.put("lease-like", 50, random(20 * round));
                if (round % 20 == 10) {
                    etcd.compact();
                    assertSameFigures(etcd);
                }
            }
            assertThat(assertSameFigures(etcd).revision()).isGreaterThan(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalEtcdctlsWithLeasesUsersAndRoles(Version version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            for (int i = 0; i < 20; i++) {
                String granted = etcd.etcdctl("lease", "grant", "3600").output();
                etcd.etcdctl("put", "--lease=" + granted.split(" ")[1], "leased/" + i, "x")
                        .output();
            }
            assertSameFigures(etcd);
            for (String name : new String[] {"root", "a", "u".repeat(3_000)}) {
                etcd.etcdctl("user", "add", name + ":password").output();
                etcd.etcdctl("role", "add", name).output();
                etcd.etcdctl("user", "grant-role", name, name).output();
                etcd.etcdctl("role", "grant-permission", name, "readwrite", "leased/")
                        .output();
            }
            etcd.etcdctl("auth", "enable").output();
            Path file = directory.resolve("auth.db");
            etcd.etcdctl("--user", "root:password", "snapshot", "save", file.toString())
                    .output();
            assertSameFigures(etcd, file);
        }
    }

    private SnapshotStatus assertSameFigures(EtcdServer etcd) throws IOException, InterruptedException {
        Path file = etcd.save(directory.resolve("snapshot.db"));
        SnapshotStatus status = assertSameFigures(etcd, file);
        Files.delete(file);
        return status;
    }

    private static SnapshotStatus assertSameFigures(EtcdServer etcd, Path file)
            throws IOException, InterruptedException {
        SnapshotVerification proof;
        try (InputStream in = Files.newInputStream(file)) {
            proof = SnapshotVerifier.verify("snapshot.db", Files.size(file), in);
        }
        assertThat(Databases.failed(proof)).isEmpty();
        SnapshotStatus ours = proof.status();
        assertThat(Databases.asEtcdctlPrints(ours)).isEqualTo(etcd.status(file));
        return ours;
    }

    private static byte[] random(int bytes) {
        byte[] value = new byte[bytes];
        new Random(bytes).nextBytes(value);
        return value;
    }
}
