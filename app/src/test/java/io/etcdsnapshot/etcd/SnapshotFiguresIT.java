package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.EtcdVersion;
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
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void equalEtcdctlsWhenEmpty(EtcdVersion version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            assertSameFigures(version, etcd);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V3_4", "V3_6"})
    void equalEtcdctlsWith200000KeysThenDeletedCompactedAndDefragmented(EtcdVersion version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            etcd.put("/registry/pods", 200_000, new byte[60]);
            assertThat(assertSameFigures(version, etcd).totalKeys()).isGreaterThan(200_000);
            etcd.etcdctl("del", "--prefix", "/registry/pods/1").output();
            assertSameFigures(version, etcd);
            // etcd 3.5 keeps tombstones of the very revision it compacts at
            etcd.put("later", 1, new byte[1]);
            etcd.compact();
            assertThat(assertSameFigures(version, etcd).totalKeys()).isLessThan(100_000);
            etcd.etcdctl("defrag").output();
            assertSameFigures(version, etcd);
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalEtcdctlsWithLargeValuesThatGiveTheirPagesToOthers(EtcdVersion version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            etcd.put("megabyte", 10, random(1_000_000));
            for (int size = 3_000; size < 100_000; size += 2_500) {
                etcd.put("large/" + size, 3, random(size));
            }
            assertSameFigures(version, etcd);
            etcd.etcdctl("del", "--prefix", "megabyte/").output();
            etcd.etcdctl("del", "--prefix", "large/").output();
            etcd.compact();
            assertSameFigures(version, etcd);
            for (int size = 5_000; size < 60_000; size += 5_000) {
                etcd.put("medium/" + size, 5, random(size));
                etcd.put("small/" + size, 50, random(500));
                assertSameFigures(version, etcd);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalEtcdctlsAfterManyRewrites(EtcdVersion version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            for (int round = 0; round < 100; round++) {
                etcd.put("lease-like", 50, random(20 * round));
                if (round % 20 == 10) {
                    etcd.compact();
                    assertSameFigures(version, etcd);
                }
            }
            assertThat(assertSameFigures(version, etcd).revision()).isGreaterThan(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalEtcdctlsWithLeasesUsersAndRoles(EtcdVersion version) throws Exception {
        try (EtcdServer etcd = version.start(directory)) {
            for (int i = 0; i < 20; i++) {
                String granted = etcd.etcdctl("lease", "grant", "3600").output();
                etcd.etcdctl("put", "--lease=" + granted.split(" ")[1], "leased/" + i, "x")
                        .output();
            }
            // etcdutl hashkv panics where there are leases.
            assertSameHashKv(assertSameStatus(version, etcd.save(directory.resolve("leases.db"))), etcd);
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
            assertSameStatus(version, file);
        }
    }

    private SnapshotStatus assertSameFigures(EtcdVersion version, EtcdServer etcd)
            throws IOException, InterruptedException {
        Path file = etcd.save(directory.resolve("snapshot.db"));
        SnapshotStatus status = assertSameStatus(version, file);
        assertThat(Databases.asEtcdutlPrints(status.hashKv())).isEqualTo(EtcdVersion.V3_6.hashKv(file));
        assertSameHashKv(status, etcd);
        Files.delete(file);
        return status;
    }

    private static void assertSameHashKv(SnapshotStatus status, EtcdServer etcd)
            throws IOException, InterruptedException {
        assertThat(status.hashKv().hash() + " " + status.hashKv().compactRevision())
                .as("the server's own HashKV")
                .isEqualTo(etcd.hashKv());
    }

    private static SnapshotStatus assertSameStatus(EtcdVersion version, Path file)
            throws IOException, InterruptedException {
        SnapshotStatus ours = verify(file).status();
        assertThat(Databases.asEtcdPrints(ours, version)).isEqualTo(version.status(file));
        assertThat(Databases.asEtcdPrints(ours, EtcdVersion.V3_6)).isEqualTo(EtcdVersion.V3_6.status(file));
        return ours;
    }

    private static SnapshotVerification verify(Path file) throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(file)) {
            SnapshotVerification verification = SnapshotVerifier.verify("snapshot.db", Files.size(file), in);
            assertThat(Databases.failed(verification)).isEmpty();
            return verification;
        }
    }

    private static byte[] random(int bytes) {
        byte[] value = new byte[bytes];
        new Random(bytes).nextBytes(value);
        return value;
    }
}
