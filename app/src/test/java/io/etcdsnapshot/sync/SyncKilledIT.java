package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Relay;
import io.etcdsnapshot.testing.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed at a hundred random moments of a transfer, on either side; every other time only changes are sent. */
class SyncKilledIT {
    private static final int KILLS_EACH = 50;
    private static final int COMPLETE_EVERY = 10;
    /** At the start these hold the handshake and the looking round, at the end the proof, the renames and the goodbye. */
    private static final int EDGE_BYTES = 9000;

    private interface Kill {
        /** @param run the program, which is running */
        void at(Spray spray, Process run) throws Exception;
    }

    @TempDir
    static Path directory;

    @Test
    void nothingHalfMadeIsSeenAndTheNextRunCompletes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> here = threads.submit(() ->
                    killAgainAndAgain(1, (spray, run) -> run.destroyForcibly().waitFor()));
            Future<Integer> there = threads.submit(
                    () -> killAgainAndAgain(2, (spray, run) -> spray.mirror().killSessions()));
            int midway = here.get() + there.get();
            assertThat(midway).as("killed while the set was half there").isGreaterThan(KILLS_EACH / 2);
        } finally {
            threads.shutdownNow();
        }
    }

    /** @return how often something unfinished was left */
    private static int killAgainAndAgain(int seed, Kill kill) throws Exception {
        Random random = new Random(seed);
        int midway = 0;
        try (Spray spray = Spray.start(Files.createTempDirectory(directory, "spray"))) {
            long plain = bytesOfAWholeRun(spray, false, false);
            long changes = bytesOfAWholeRun(spray, true, false);
            // What is encrypted is sent whole.
            long wrapped = bytesOfAWholeRun(spray, false, true);
            for (int round = 0; round < KILLS_EACH * Tally.times() / COMPLETE_EVERY; round++) {
                boolean withBasis = round % 2 == 1;
                boolean wraps = round / 2 % 2 == 1;
                spray.reset(withBasis);
                spray.wrap(wraps);
                long bytes = wraps ? wrapped : withBasis ? changes : plain;
                for (int killed = 0; killed < COMPLETE_EVERY; ) {
                    killed += runAndKill(spray, moment(random, bytes), kill) ? 1 : 0;
                    midway += spray.entries().stream().anyMatch(name -> name.startsWith(".incomplete-")) ? 1 : 0;
                    spray.assertNothingHalfMadeOrRemoved();
                    spray.forgetNew();
                }
                Tally.kills(COMPLETE_EVERY);
                spray.assertNextRunCompletes();
            }
        }
        return midway;
    }

    private static long bytesOfAWholeRun(Spray spray, boolean withBasis, boolean wraps) throws Exception {
        spray.reset(withBasis);
        spray.wrap(wraps);
        Relay relay = spray.relay();
        spray.sync().output();
        return relay.sent();
    }

    private static long moment(Random random, long whole) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(EDGE_BYTES);
            case 1 -> whole - random.nextInt(EDGE_BYTES);
            default -> random.nextLong(whole);
        };
    }

    /** @return whether it came to that moment */
    private static boolean runAndKill(Spray spray, long moment, Kill kill) throws Exception {
        CompletableFuture<Process> run = new CompletableFuture<>();
        CompletableFuture<Void> killed = new CompletableFuture<>();
        try (Relay relay = spray.relay()) {
            relay.after(moment, () -> {
                kill.at(spray, run.get());
                killed.complete(null);
            });
            Process process = spray.sync("-q").start();
            run.complete(process);
            awaitEnd(process);
            assertThat(relay.failure()).isNull();
            if (killed.isDone() && !Files.exists(spray.there().resolve(Spray.NEW))) {
                assertThat(process.exitValue()).isNotZero();
            }
        }
        return killed.isDone();
    }

    private static void awaitEnd(Process process) throws Exception {
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            String threads =
                    Program.of("jstack", String.valueOf(process.pid())).run().out();
            process.destroyForcibly();
            throw new AssertionError("it did not end: " + threads);
        }
    }
}
