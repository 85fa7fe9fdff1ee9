package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Relay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A link that is cut, one on which nothing moves any more, and a mirror that goes down. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenLinkIT {
    /** After the handshake, when the mirror is looked at. */
    private static final int LOOKING = 6000;

    private static final int MIDWAY = 3 << 20;
    private static final Duration BOUND = Duration.ofSeconds(40);

    @TempDir
    static Path directory;

    private Spray spray;

    @BeforeAll
    void start() throws Exception {
        spray = Spray.start(directory);
    }

    @AfterAll
    void stop() throws Exception {
        spray.close();
    }

    @BeforeEach
    void reset() throws Exception {
        spray.reset(false);
        spray.wrap(false);
    }

    @ParameterizedTest
    @CsvSource({LOOKING + ", false", MIDWAY + ", false", MIDWAY + ", true", (6 << 20) + ", false"})
    void aCutConnectionIsAFailureAtOnce(int bytes, boolean wraps) throws Exception {
        spray.wrap(wraps);
        Relay relay = spray.relay();
        relay.after(bytes, relay::cut);
        Instant start = Instant.now();

        Program.Result result = spray.sync().run();

        assertFailed(result);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
        spray.assertNothingHalfMadeOrRemoved();
        spray.assertNextRunCompletes();
    }

    @Test
    void aConnectionThatIsCutBeforeAnythingWasSaidIsMadeAgain() throws Exception {
        Relay relay = spray.relay();
        relay.after(1, relay::cut);

        Program.Result result = spray.sync().run();

        assertThat(result.exitCode()).as(result.err()).isZero();
        spray.assertComplete();
    }

    /** What serves the stalled connection at the mirror is still there, and holds the lock for some time. */
    @ParameterizedTest
    @ValueSource(ints = {1, LOOKING, MIDWAY})
    void aStalledConnectionEndsInTimeAndDoesNotBarTheNextRun(int bytes) throws Exception {
        Relay relay = spray.relay();
        relay.after(bytes, relay::stall);
        Instant start = Instant.now();

        Program.Result result = spray.sync("--timeout", "3s").run();

        assertFailed(result);
        assertThat(Duration.between(start, Instant.now())).isLessThan(BOUND);
        spray.assertNothingHalfMadeOrRemoved();
        awaitLock();
        spray.assertNextRunCompletes();
    }

    private void awaitLock() throws Exception {
        Instant start = Instant.now();
        while (Program.of("flock", "-n", spray.there().toString(), "true").run().exitCode() != 0) {
            assertThat(Duration.between(start, Instant.now())).isLessThan(BOUND);
            Thread.sleep(100);
        }
    }

    @Test
    void aStalledSourceEndsInTime() throws Exception {
        Path here = Files.createTempDirectory(directory, "here");
        Relay relay = spray.relay();
        relay.after(LOOKING, relay::stall);
        Instant start = Instant.now();

        Program.Result result = spray.pull(here, "--timeout", "3s").run();

        assertThat(result.exitCode()).as(result.all()).isIn(1, 3);
        assertThat(Duration.between(start, Instant.now())).isLessThan(BOUND);
        assertThat(here.toFile().list()).noneMatch(name -> !name.startsWith(".etcd-snapshot.lock"));
    }

    @Test
    void aMirrorThatGoesDownMidwayIsCompletedOnceItIsUp() throws Exception {
        spray.relay().after(MIDWAY, () -> spray.mirror().stop());

        Program.Result result = spray.sync().run();
        Program.Result whileDown = spray.sync("--timeout", "2s").run();
        spray.mirror().restart();

        assertFailed(result);
        assertFailed(whileDown);
        spray.assertNothingHalfMadeOrRemoved();
        spray.assertNextRunCompletes();
    }

    @Test
    void aMirrorThatComesUpMeanwhileIsReached() throws Exception {
        spray.mirror().stop();
        CompletableFuture<Void> up = CompletableFuture.runAsync(
                () -> {
                    try {
                        spray.mirror().restart();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));

        Program.Result result = spray.direct().run();
        up.join();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("connection refused").contains("trying again");
        spray.assertComplete();
    }

    private static void assertFailed(Program.Result result) {
        assertThat(result.exitCode()).as(result.all()).isEqualTo(1);
        assertThat(result.err().lines().filter(line -> line.startsWith("error: ")))
                .hasSize(1);
        assertThat(result.err())
                .contains("127.0.0.1")
                .containsAnyOf("the connection was lost", "does not answer", "made no progress", "connection refused")
                .doesNotContain("\tat ", "Exception");
        System.out.println(
                result.err().lines().filter(line -> line.startsWith("error: ")).toList());
    }
}
