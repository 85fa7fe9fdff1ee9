package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import io.etcdsnapshot.testing.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Killed at a hundred random moments of a run, on two directories at once. */
@ExtendWith(SharedHost.class)
class KilledIT {
    private static final int DIRECTORIES = 2;
    private static final int KILLS_EACH = 50;
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final StandInHost host;

    KilledIT(StandInHost host) {
        this.host = host;
    }

    @Test
    void neverShowsAHalfSetAndTheNextRunClearsTheRest() throws Exception {
        long millis = lengthOfARun();
        ExecutorService threads = Executors.newFixedThreadPool(DIRECTORIES);
        try {
            List<Future<Set<String>>> runs = IntStream.range(0, DIRECTORIES)
                    .mapToObj(i -> threads.submit(() -> killAgainAndAgain("/home/core/killed-" + i, i, millis)))
                    .toList();
            Set<String> seen = new HashSet<>();
            for (Future<Set<String>> run : runs) {
                seen.addAll(run.get());
            }
            assertThat(seen)
                    .as("moments hit: during the capture, and after publication")
                    .contains("something unfinished", "a new set");
        } finally {
            threads.shutdownNow();
        }
    }

    private long lengthOfARun() throws Exception {
        long start = System.nanoTime();
        assertThat(snapshot("/home/core/whole").run().exitCode()).isZero();
        return (System.nanoTime() - start) / 1_000_000;
    }

    private Set<String> killAgainAndAgain(String where, int seed, long millis) throws Exception {
        Path location = host.path(where);
        Random random = new Random(seed);
        Set<String> seen = new HashSet<>();
        int sets = 0;
        for (int i = 0; i < KILLS_EACH * Tally.times(); i++) {
            Process process = snapshot(where).start();
            Thread.sleep((long) (random.nextDouble() * millis * 2.5));
            process.destroyForcibly().waitFor();
            List<BackupSet> found = Sets.in(location);
            seen.add(
                    found.size() > sets
                            ? "a new set"
                            : hasUnfinished(location) ? "something unfinished" : "nothing yet");
            sets = found.size();
            Sets.assertAllWhole(location);
        }

        Tally.kills(KILLS_EACH * Tally.times());
        Program.Result next = snapshot(where).run();

        assertThat(next.exitCode()).as(next.err()).isZero();
        Sets.assertAllWhole(location);
        assertThat(Sets.in(location)).hasSize(sets + 1);
        assertThat(hasUnfinished(location)).isFalse();
        assertThat(host.startedProcesses()).noneMatch(line -> line.contains(where));
        return seen;
    }

    private Program snapshot(String where) {
        return Program.java(
                QUICK_START, "snapshot", "-q", "--host-root", host.root().toString(), "--directory", where);
    }

    private static boolean hasUnfinished(Path location) throws Exception {
        return Files.isDirectory(location)
                && Program.of("ls", "-A", location.toString()).output().contains(".incomplete-");
    }
}
