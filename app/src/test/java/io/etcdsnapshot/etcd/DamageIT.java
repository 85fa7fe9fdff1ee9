package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.BoltFile;
import io.etcdsnapshot.testing.EtcdServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageIT {
    @TempDir
    static Path directory;

    private static EtcdServer etcd;
    private static byte[] snapshot;

    @BeforeAll
    static void takeASnapshot() throws Exception {
        etcd = EtcdServer.version34(directory);
        byte[] value = new byte[200];
        new Random(1).nextBytes(value);
        etcd.put("small", 2_000, value);
        etcd.put("large", 5, new byte[20_000]);
        etcd.etcdctl("del", "--prefix", "small/1").output();
        etcd.etcdctl("lease", "grant", "3600").output();
        etcd.compact();
        snapshot = Files.readAllBytes(etcd.save(directory.resolve("snapshot.db")));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        etcd.close();
    }

    @Test
    void everyOneOfAThousandFlippedBytesIsCaught() throws Exception {
        Random random = new Random(2);
        int flips = 1_000;
        int caught = 0;
        int caughtByEtcdctl = 0;
        for (int i = 0; i < flips; i++) {
            byte[] damaged = flip(snapshot, random);
            caught += Databases.prove(damaged).ok() ? 0 : 1;
            caughtByEtcdctl += etcdctlAccepts(damaged) ? 0 : 1;
        }
        System.out.printf(
                "%d single-byte flips: %d caught; etcdctl snapshot status caught %d%n", flips, caught, caughtByEtcdctl);
        assertThat(caught).isEqualTo(flips);
        assertThat(caughtByEtcdctl).as("or this program is not needed").isLessThan(flips / 2);
    }

    @Test
    void everyOneOfFiftyTruncationsIsCaught() throws Exception {
        Random random = new Random(3);
        int truncations = 50;
        int caught = 0;
        int caughtByEtcdctl = 0;
        for (int i = 0; i < truncations; i++) {
            int length = i == 0 ? snapshot.length - TrailerDigest.BYTES : random.nextInt(snapshot.length);
            byte[] damaged = Arrays.copyOf(snapshot, i % 2 == 0 ? length : length / 4096 * 4096);
            caught += Databases.prove(damaged).ok() ? 0 : 1;
            caughtByEtcdctl += etcdctlAccepts(damaged) ? 0 : 1;
        }
        System.out.printf(
                "%d truncations: %d caught; etcdctl snapshot status caught %d%n", truncations, caught, caughtByEtcdctl);
        assertThat(caught).isEqualTo(truncations);
    }

    /** What the structure check lets through where the trailer agrees, etcd reads as we do. */
    @Test
    void whatPassesWithARightTrailerHasTheFiguresThatEtcdctlSees() throws Exception {
        Random random = new Random(4);
        int flips = 1_000;
        int caught = 0;
        for (int i = 0; i < flips; i++) {
            byte[] database = Arrays.copyOf(snapshot, snapshot.length - TrailerDigest.BYTES);
            byte[] damaged = BoltFile.sealed(
                    flip(database, i % 2 == 0 ? random.nextInt(database.length) : header(database, random), random));
            SnapshotVerification proof = Databases.prove(damaged);
            caught += proof.ok() ? 0 : 1;
            if (proof.ok() && i % 4 < 2) {
                String status = etcd.status(Files.write(directory.resolve("flipped.db"), damaged));
                assertThat(Databases.asEtcdctlPrints(proof.status())).isEqualTo(status);
            }
        }
        System.out.printf("%d flips that the trailer agrees with: %d caught by the structure alone%n", flips, caught);
        assertThat(caught).isGreaterThan(flips / 10);
    }

    private static byte[] flip(byte[] bytes, Random random) {
        return flip(bytes, random.nextInt(bytes.length), random);
    }

    private static byte[] flip(byte[] bytes, int at, Random random) {
        byte[] damaged = bytes.clone();
        damaged[at] ^= (byte) (1 + random.nextInt(255));
        return damaged;
    }

    /** Where damage to the structure is likely: the start of a page. */
    private static int header(byte[] database, Random random) {
        return random.nextInt(database.length / 4096) * 4096 + random.nextInt(64);
    }

    private static boolean etcdctlAccepts(byte[] damaged) throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve("damaged.db"), damaged);
        Process status = etcd.etcdctl("snapshot", "status", file.toString()).start();
        // On some cut files it never ends.
        if (!status.waitFor(10, TimeUnit.SECONDS)) {
            status.destroyForcibly().waitFor();
            return false;
        }
        return status.exitValue() == 0;
    }
}
