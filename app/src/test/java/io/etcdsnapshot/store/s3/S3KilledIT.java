package io.etcdsnapshot.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.location.S3Location;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Relay;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.S3Gateway.Kind;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program is killed at a hundred random moments while it brings a set to a bucket. */
class S3KilledIT {
    private static final int KILLS = 100;
    private static final int COMPLETE_EVERY = 20;
    private static final int MEBIBYTES = 20;
    private static final String OLD = "2026-11-19_013000";
    private static final String NEW = "2026-11-20_013000";
    /** At the end these hold the companions, the manifest and the looks around it. */
    private static final int EDGE_BYTES = 20_000;

    @TempDir
    private static Path directory;

    private static Path source;
    private static long setBytes;

    private static List<String> wrapping = List.of();

    private final S3Gateway gateway = S3Gateway.shared(Kind.CEPH);
    private final String bucket = gateway.newBucket();
    private final S3Store store = store(Duration.ofDays(1));

    private S3Store store(Duration abandonedAfter) {
        return new S3Store(
                new S3Location(bucket, "sets"), gateway.settings(), abandonedAfter, Clock.systemUTC(), Sets.SILENT);
    }

    @BeforeAll
    static void takeSets() throws Exception {
        SampleSets samples = SampleSets.takeTwo(directory, MEBIBYTES).get(0);
        source = Files.createDirectory(directory.resolve("source"));
        samples.add(source, OLD);
        setBytes = samples.bytes();
    }

    @Test
    void nothingHalfMadeIsSeenNothingIsLostAndTheNextRunCompletes() throws Exception {
        sync(gateway.endpoint().toString()).output();
        Files.move(source.resolve(OLD), directory.resolve(OLD));
        SampleSets.takeTwo(directory, MEBIBYTES).get(0).add(source, NEW);
        Random random = new Random(1);
        int midway = 0;
        Path key = directory.resolve("key.txt");
        String recipient =
                Program.etcdSnapshot("keygen", key.toString()).output().strip();
        for (int round = 0; round < KILLS * Tally.times() / COMPLETE_EVERY; round++) {
            wrapping = round % 2 == 1 ? List.of("--compress", "--recipient", recipient) : List.of();
            for (int killed = 0; killed < COMPLETE_EVERY; killed++) {
                runAndKill(moment(random));
                midway += gateway.uploads(bucket).isEmpty() ? 0 : 1;
                assertOnlyWholeSets();
            }
            Tally.kills(COMPLETE_EVERY);
            sync(gateway.endpoint().toString()).output();
            assertThat(assertOnlyWholeSets()).hasSize(2);
            forgetNew();
        }
        assertThat(midway).as("killed while a part was there").isGreaterThan(KILLS / 2);
    }

    private static long moment(Random random) {
        return random.nextInt(4) == 0 ? setBytes - random.nextInt(EDGE_BYTES) : random.nextLong(setBytes);
    }

    private void runAndKill(long moment) throws Exception {
        try (Relay relay = gateway.relay()) {
            Process[] process = new Process[1];
            synchronized (process) {
                relay.after(moment, () -> {
                    synchronized (process) {
                        process[0].destroyForcibly().waitFor();
                    }
                });
                process[0] = sync("http://127.0.0.1:" + relay.port(), "-q").start();
            }
            assertThat(process[0].waitFor(1, TimeUnit.MINUTES)).as("it ended").isTrue();
            assertThat(relay.failure()).isNull();
        }
    }

    private Program sync(String endpoint, String... options) {
        Program program = Program.etcdSnapshot(
                        "sync",
                        "--from",
                        source.toString(),
                        "--to",
                        "s3://" + bucket + "/sets",
                        "--s3-endpoint",
                        endpoint)
                .and(wrapping)
                .and(options);
        gateway.environment().forEach(program::with);
        return program;
    }

    private List<BackupSet> assertOnlyWholeSets() throws Exception {
        List<BackupSet> sets = store.list().sets();
        assertThat(sets).extracting(set -> set.id().value()).contains(OLD);
        for (BackupSet set : sets) {
            assertThat(SetVerifier.verify(set, store).ok()).as(set.id().value()).isTrue();
        }
        return sets;
    }

    /** Removes the new set and what the killed runs left of it. */
    private void forgetNew() throws Exception {
        for (BackupSet set : store.list().sets()) {
            if (set.id().value().equals(NEW)) {
                store.remove(set);
            }
        }
        TimeUnit.MILLISECONDS.sleep(1100); // times of uploads are whole seconds
        store(Duration.ZERO).clearLeftovers(false);
        assertThat(gateway.uploads(bucket)).isEmpty();
    }
}
