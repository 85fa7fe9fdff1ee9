package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoundsTest {
    private static final BackupSetId ID = new BackupSetId("2026-11-20_013000");
    private final Failure passing = Failure.failed("connection refused").asTransient();
    private final Failure lasting = Failure.failed("the host key has changed");

    /** How each location ends, try by try; after that it is well. */
    private final Map<String, Deque<Failure>> ends = new HashMap<>();

    private Duration pause = Duration.ofMillis(20);

    private final List<List<String>> served = new ArrayList<>();

    @Test
    void allAreServedOnceWhenAllIsWell() throws Exception {
        Synchronizer.Result result = run("1h", DestinationSpec.at("a"), DestinationSpec.at("b"));

        assertThat(served).containsExactly(List.of("a", "b"));
        assertThat(result.destinations()).extracting(DestinationReport::failure).containsOnlyNulls();
    }

    @Test
    void withoutTimeToRetryThereIsOneRound() throws Exception {
        fails("a", passing);

        assertThat(run("0s", DestinationSpec.at("a")).destinations())
                .extracting(DestinationReport::failure)
                .containsExactly(passing);
        assertThat(served).hasSize(1);
    }

    @Test
    void onlyWhatCanPassIsTriedAgain() throws Exception {
        fails("passing", passing);
        fails("lasting", lasting);

        Synchronizer.Result result =
                run("1h", DestinationSpec.at("well"), DestinationSpec.at("passing"), DestinationSpec.at("lasting"));

        assertThat(served).containsExactly(List.of("well", "passing", "lasting"), List.of("passing"));
        assertThat(result.destinations())
                .extracting(DestinationReport::location)
                .containsExactly("well", "passing", "lasting");
        assertThat(result.destinations()).extracting(DestinationReport::failure).containsExactly(null, null, lasting);
    }

    @Test
    void theReportCoversAllTries() throws Exception {
        fails("a", passing);

        DestinationReport report =
                run("1h", DestinationSpec.at("a")).destinations().get(0);

        assertThat(report.copied()).as("one in each round").hasSize(2);
        assertThat(report.alreadyThere()).as("before this run").isEqualTo(1);
        assertThat(report.missing()).containsExactly(ID);
    }

    @Test
    void itEndsWithTheTime() throws Exception {
        fails("a", passing, passing, passing, passing, passing, passing);

        pause = Duration.ofMinutes(1);

        assertThat(run("0.2s", DestinationSpec.at("a")).destinations().get(0).failure())
                .isEqualTo(passing);
        assertThat(served).as("a last time when it is over").hasSize(2);
    }

    @Test
    void whatIsNotFoundFailsAloneAndIsLookedForAgain() throws Exception {
        Deque<Failure> searches = new ArrayDeque<>(List.of(passing));
        DestinationSpec mirrors = new DestinationSpec("mirrors", () -> {
            if (!searches.isEmpty()) {
                throw searches.poll();
            }
            return List.of("m1", "m2");
        });

        Synchronizer.Result result = run("1h", mirrors, DestinationSpec.at("a"));

        assertThat(served).containsExactly(List.of("a"), List.of("m1", "m2"));
        assertThat(result.destinations())
                .extracting(DestinationReport::location)
                .containsExactly("a", "m1", "m2");
    }

    @Test
    void whatIsNeverFoundIsOneFailedDestination() throws Exception {
        Synchronizer.Result result = run(
                "1h",
                new DestinationSpec("mirrors", () -> {
                    throw lasting;
                }),
                DestinationSpec.at("a"));

        assertThat(result.destinations())
                .extracting(DestinationReport::location, DestinationReport::failure)
                .containsExactly(tuple("mirrors", lasting), tuple("a", null));
    }

    @Test
    void aSearchThatHangsHoldsUpNobody() throws Exception {
        Synchronizer.Result result = run(
                "0s",
                new DestinationSpec("/pv", () -> {
                    new CountDownLatch(1).await();
                    return List.of();
                }),
                DestinationSpec.at("a"));

        assertThat(served).containsExactly(List.of("a"));
        assertThat(result.destinations().get(0).failure())
                .hasMessage("gave no answer within 1 s")
                .matches(Failure::isTransient);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        fails("a", passing, passing, passing);
        pause = Duration.ofMinutes(10);
        List<Throwable> ended = new ArrayList<>();
        Thread running = new Thread(() -> {
            try {
                run("1h", DestinationSpec.at("a"));
            } catch (IOException | InterruptedException e) {
                ended.add(e);
            }
        });
        running.start();
        while (running.getState() != Thread.State.TIMED_WAITING || served.isEmpty()) {
            Thread.sleep(10);
        }

        running.interrupt();
        running.join(1000);

        assertThat(ended).singleElement().isInstanceOf(InterruptedException.class);
    }

    private void fails(String location, Failure... failures) {
        ends.put(location, new ArrayDeque<>(List.of(failures)));
    }

    private Synchronizer.Result run(String retryFor, DestinationSpec... wanted)
            throws IOException, InterruptedException {
        Duration retrying = Duration.parse("PT" + retryFor);
        return new Rounds(this::serve, Duration.ofSeconds(1), pause, retrying, Sets.SILENT).run(List.of(wanted));
    }

    /** Each try brings one set more. */
    private Synchronizer.Result serve(List<String> locations) {
        served.add(locations);
        return new Synchronizer.Result(locations.stream().map(this::report).toList(), List.of());
    }

    private DestinationReport report(String location) {
        @Nullable
        Failure failure = ends.getOrDefault(location, new ArrayDeque<>()).poll();
        DestinationReport.Copied copied = new DestinationReport.Copied(ID, Content.ALL, 10, 10, 1);
        return new DestinationReport(location, List.of(ID), List.of(copied), served.size(), List.of(), failure);
    }
}
