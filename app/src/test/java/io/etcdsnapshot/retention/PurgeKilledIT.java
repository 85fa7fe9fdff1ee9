package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.store.directory.DirectoryStore;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.Tally;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL at random moments of the removal; half of the sets are flat. */
class PurgeKilledIT {
    private static final int KILLS = 100 * Tally.times();
    private static final int SETS = 40;
    private static final Instant NEWEST = Instant.parse("2024-03-01T01:30:00Z");

    @TempDir
    private static Path work;

    private final Random random = new Random(20_240_301);
    private SampleSets samples;
    private Path location;
    private DirectoryStore store;

    @BeforeEach
    void makeLocation() throws Exception {
        samples = SampleSets.take(work);
        location = Files.createDirectory(work.resolve("location"));
        store = Sets.store(location);
    }

    @Test
    void everySetIsWholeOrGoneAndTheNextRunFinishesTheJob() throws Exception {
        fill();
        long wholeRun = removalNanos();
        int inBetween = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            fill();
            killAfter((long) (random.nextDouble() * 0.7 * wholeRun));
            List<BackupSet> left = store.list().sets();
            assertThatAllAreWhole(left);
            inBetween += left.size() > 1 && left.size() < SETS ? 1 : 0;
        }
        System.out.printf("killed in the middle of a removal: %d of %d%n", inBetween, KILLS);
        Tally.kills(KILLS);
        assertThat(inBetween).isGreaterThan(KILLS / 4);

        purge().output();
        try (Stream<Path> entries = Files.list(location)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .containsExactlyInAnyOrder(".etcd-snapshot.lock", id(0));
        }
    }

    private Program purge() {
        return Program.java(List.of("-XX:TieredStopAtLevel=1"), "purge", "--keep-last", "1", location.toString());
    }

    private static String id(int age) {
        return BackupSetId.at(NEWEST.minus(Duration.ofHours(age))).value();
    }

    /** Adds what is gone; files that a marker says are gone are left to the next run. */
    private void fill() throws IOException {
        for (int age = 0; age < SETS; age++) {
            String id = id(age);
            boolean flat = age % 2 == 1;
            boolean there = Files.exists(location.resolve(flat ? "snapshot_" + id + ".db" : id))
                    || Files.exists(location.resolve("static_kuberesources_" + id + ".tar.gz"))
                    || Files.exists(location.resolve(".incomplete-removing-flat-" + id));
            if (!there && flat) {
                samples.addFlat(location, id);
            } else if (!there) {
                samples.add(location, id);
            }
        }
    }

    private long removalNanos() throws Exception {
        Process process = purge().start();
        long start = awaitPlan(process);
        process.waitFor();
        return System.nanoTime() - start;
    }

    private void killAfter(long nanos) throws Exception {
        Process process = purge().start();
        long start = awaitPlan(process);
        TimeUnit.NANOSECONDS.sleep(nanos - (System.nanoTime() - start));
        process.destroyForcibly().waitFor();
    }

    /** The plan is printed whole before anything is removed. */
    private static long awaitPlan(Process process) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line).startsWith("keep");
        return System.nanoTime();
    }

    private void assertThatAllAreWhole(List<BackupSet> sets) throws Exception {
        assertThat(sets).isNotEmpty();
        for (BackupSet set : sets) {
            assertThat(set.problem()).as(set.id().value()).isNull();
            assertThat(SetVerifier.verify(set, store).ok()).as(set.id().value()).isTrue();
        }
    }
}
