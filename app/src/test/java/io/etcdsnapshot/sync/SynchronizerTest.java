package io.etcdsnapshot.sync;

import static io.etcdsnapshot.sync.MemoryPlaces.ids;
import static io.etcdsnapshot.sync.MemoryPlaces.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.WholeSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which places a run serves, and what it makes of those that fail. */
@Timeout(60)
class SynchronizerTest {
    private static final String OLD = "2026-11-18_013000";
    private static final String MIDDLE = "2026-11-19_013000";
    private static final String NEW = "2026-11-20_013000";

    private final MemoryPlaces places = new MemoryPlaces();

    @BeforeEach
    void aSourceWithThreeSets() {
        List.of(OLD, MIDDLE, NEW).forEach(id -> WholeSet.of(id).addTo(places.source));
    }

    @Test
    void everyDestinationGetsWhatItLacksTheNewestFirstWithEvidence() throws Exception {
        MemoryStore a = places.destination("a");
        MemoryStore b = places.destination("b");
        WholeSet.of(OLD).addTo(b);

        SyncResult result = places.run("a", "b");

        assertThat(result.failedSets()).isEmpty();
        DestinationReport first = result.destinations().get(0);
        assertThat(first.location()).isEqualTo("/a");
        assertThat(first.copied()).extracting(copy -> copy.id().value()).containsExactly(NEW, OLD, MIDDLE);
        assertThat(first.missing()).extracting(Object::toString).containsExactly(NEW, OLD, MIDDLE);
        assertThat(first.copied())
                .extracting(DestinationReport.Copied::evidence, DestinationReport.Copied::content)
                .containsOnly(tuple(Evidence.READ_BACK, Content.ALL));
        assertThat(first.copied()).allMatch(copy -> copy.bytes() > 40_000 && copy.bytesSent() > 0);
        assertThat(first.alreadyThere()).isZero();
        DestinationReport second = result.destinations().get(1);
        assertThat(second.copied()).extracting(copy -> copy.id().value()).containsExactly(NEW, MIDDLE);
        assertThat(second.alreadyThere()).isEqualTo(1);
        assertThat(result.destinations()).extracting(DestinationReport::failure).containsOnlyNulls();
        assertThat(result.destinations()).allMatch(DestinationReport::isServed);
        assertThat(ids(a)).containsExactly(NEW, MIDDLE, OLD).isEqualTo(ids(b));
        assertThat(a.isLocked()).isFalse();
        assertThat(places.log).contains("info: /a: copied %s (evidence: readBack)".formatted(NEW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/source", "/source/", "/source/.", "/other/../source", "file:///source"})
    void theSourceIsNoDestination(String name) throws Exception {
        MemoryStore other = places.destination("other");

        assertThatThrownBy(() -> places.run(to("other"), DestinationRequest.at(Location.parse(name))))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.WRONG_USAGE))
                .hasMessage(name + " is both source and destination");
        assertThat(ids(other)).as("nothing was begun").isEmpty();
    }

    @Test
    void onePlaceUnderTwoNamesIsOneDestination() throws Exception {
        places.destination("a");

        SyncResult result = places.run(to("a"), DestinationRequest.at(Location.parse("/a/../a/.")), to("a"));

        assertThat(result.destinations())
                .extracting(DestinationReport::location)
                .containsExactly("/a");
    }

    @Test
    void theSourceAmongThoseThatAreFoundIsLeftOut() throws Exception {
        places.destination("a");
        DestinationRequest mirrors =
                DestinationRequest.found("mirrors", () -> List.of(places.source.location(), Location.parse("/a")));

        SyncResult result = places.run(mirrors);

        assertThat(result.destinations())
                .extracting(DestinationReport::location)
                .containsExactly("/a");
        assertThat(places.log).contains("info: /source is the source, so it is not used as a destination");
    }

    @Test
    void aSourceWithoutSetsIsAnErrorUnlessItIsAllowed() throws Exception {
        List.of(OLD, MIDDLE, NEW).forEach(this::removeFromSource);
        MemoryStore a = places.destination("a");
        WholeSet.of(OLD).addTo(a);

        assertThatThrownBy(() -> places.run("a"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.hint()).contains("--allow-empty"))
                .hasMessage("there are no sets in /source");
        places.allowEmpty = true;
        assertThat(places.only("a").failure()).isNull();
        assertThat(ids(a)).containsExactly(OLD);
    }

    @Test
    void aSourceWithoutAnyUsableSetIsAnErrorWhateverIsAllowed() throws Exception {
        List.of(OLD, MIDDLE).forEach(this::removeFromSource);
        places.source.files().deleteTree("/source/%s/snapshot_%s.db".formatted(NEW, NEW));
        places.destination("a");
        places.allowEmpty = true;

        assertThatThrownBy(() -> places.run("a"))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith(
                        "no set in /source can be copied; of the newest, %s: there is no".formatted(NEW));
    }

    @Test
    void whatIsDamagedOrUnreadableAtTheSourceIsSaidAndTheRestCopied() throws Exception {
        places.source.files().deleteTree("/source/%s/snapshot_%s.db".formatted(OLD, OLD));
        places.source.faults().unreadable(MIDDLE);
        MemoryStore a = places.destination("a");

        SyncResult result = places.run("a");

        assertThat(ids(a)).containsExactly(NEW);
        assertThat(result.failedSets())
                .as("damaged is a matter of verify, unreadable may be whole")
                .singleElement()
                .asString()
                .startsWith(MIDDLE + ": ")
                .contains("permission denied");
        assertThat(places.log)
                .anyMatch(line -> line.startsWith("warning: not copying %s from /source: ".formatted(OLD)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"source/2026-11-20_013000/x", "source/2026-11-20_013000", "a/2026-11-18_013000/b/c"})
    void aPlaceInASetsDirectoryIsNoDestination(String place) throws Exception {
        places.destination(place);

        assertThatThrownBy(() -> places.run(place))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.WRONG_USAGE))
                .hasMessageStartingWith("/" + place + " lies in the directory of a set, 2026-11-");
        assertThat(ids(places.source)).hasSize(3);
    }

    @Test
    void theLocationOfTheOneSetThatIsCopiedIsNoDestination() {
        places.from = places.source.opened(NEW);

        assertThatThrownBy(() -> places.run("source")).hasMessage("/source is both source and destination");
    }

    @Test
    void aSourceThatCanNotBeListedEndsTheRun() {
        places.destination("a");
        places.source.faults().disconnected();

        assertThatThrownBy(() -> places.run("a"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("the connection was lost");
    }

    @Test
    void aSourceThatHangsEndsTheRun() {
        places.destination("a");
        places.stall = Duration.ofMillis(300);
        places.source.faults().stuck();

        assertThatThrownBy(() -> places.run("a"))
                .isInstanceOf(Failure.class)
                .hasMessage("/source made no progress for 0 s");
    }

    @Test
    void aDestinationThatHangsIsGivenUp() throws Exception {
        MemoryStore stuck = places.destination("stuck");
        places.stall = Duration.ofMillis(300);
        stuck.faults().stuck();

        DestinationReport report = places.only("stuck");

        assertThat(report.failure()).hasMessage("made no progress for 0 s").matches(Failure::isTransient);
        assertThat(report.isServed()).isFalse();
        stuck.faults().goOn();
        assertThat(ids(stuck)).isEmpty();
    }

    @Test
    void theOthersAreServedWhileADestinationAndASearchHang() throws Exception {
        MemoryStore stuck = places.destination("stuck");
        MemoryStore well = places.destination("well");
        CountDownLatch found = new CountDownLatch(1);
        DestinationRequest volume = DestinationRequest.found("/pv", () -> {
            found.await();
            return List.of();
        });
        stuck.faults().stuck();
        Thread run = new Thread(() -> runUnchecked(volume, to("stuck"), to("well")));
        run.start();

        awaitIds(well, 3);
        assertThat(run.isAlive()).isTrue();
        stuck.faults().goOn();
        found.countDown();
        run.join();

        assertThat(ids(stuck)).hasSize(3);
    }

    @Test
    void whatFailsTransientlyIsTriedAgainOnItsOwnAndReportedAsOne() throws Exception {
        MemoryStore a = places.destination("a").without(Patchable.class);
        MemoryStore b = places.destination("b");
        places.retryFor = Duration.ofMinutes(10);
        AtomicInteger opened = new AtomicInteger();
        places.reopen("a", () -> {
            if (opened.incrementAndGet() == 1) {
                WholeSet.of(MIDDLE).addTo(a);
                a.faults().failAfterWriting(70_000);
            } else {
                a.faults().failAfterWriting(Long.MAX_VALUE);
            }
            return a;
        });

        SyncResult result = places.run("a", "b");

        assertThat(opened).hasValue(2);
        DestinationReport report = result.destinations().get(0);
        assertThat(report.failure()).isNull();
        assertThat(report.copied()).extracting(copy -> copy.id().value()).containsExactly(NEW, OLD);
        assertThat(report.missing()).extracting(Object::toString).containsExactly(NEW, OLD);
        assertThat(report.alreadyThere()).as("before this run").isEqualTo(1);
        assertThat(ids(a)).hasSize(3);
        assertThat(ids(b)).hasSize(3);
        assertThat(places.log).contains("warning: /a: the connection was lost", "info: trying /a again in 1 s");
    }

    @Test
    void whatCanNotPassIsNotTriedAgain() throws Exception {
        MemoryStore a = places.destination("a");
        places.retryFor = Duration.ofMinutes(10);
        AtomicInteger opened = new AtomicInteger();
        places.reopen("a", () -> {
            opened.incrementAndGet();
            throw Failure.failed("the host key has changed");
        });

        assertThat(places.only("a").failure()).hasMessage("the host key has changed");
        assertThat(opened).hasValue(1);
        assertThat(ids(a)).isEmpty();
    }

    @Test
    void withoutTimeToRetryThereIsOneTryAndWithSomeThereIsALastOne() throws Exception {
        places.destination("a");
        AtomicInteger opened = new AtomicInteger();
        places.reopen("a", () -> {
            opened.incrementAndGet();
            throw Failure.failed("connection refused").asTransient();
        });

        assertThat(places.only("a").failure()).hasMessage("connection refused");
        assertThat(opened).hasValue(1);
        places.retryFor = Duration.ofMillis(300);
        places.firstPause = Duration.ofHours(1);
        assertThat(places.only("a").failure()).hasMessage("connection refused");
        assertThat(opened).hasValue(3);
    }

    @Test
    void whatIsNotFoundFailsAloneAndIsLookedForAgain() throws Exception {
        places.destination("a");
        places.destination("m1");
        places.destination("m2");
        places.retryFor = Duration.ofMinutes(10);
        Deque<Failure> searches = new ArrayDeque<>(
                List.of(Failure.failed("the API does not answer").asTransient()));
        DestinationRequest mirrors = DestinationRequest.found("mirrors", () -> {
            if (!searches.isEmpty()) {
                throw searches.poll();
            }
            return List.of(Location.parse("/m1"), Location.parse("/m2"));
        });

        SyncResult result = places.run(mirrors, to("a"));

        assertThat(result.destinations())
                .extracting(DestinationReport::location)
                .containsExactly("/m1", "/m2", "/a");
        assertThat(result.destinations()).extracting(DestinationReport::failure).containsOnlyNulls();
    }

    @Test
    void whatIsNeverFoundIsOneFailedDestination() throws Exception {
        places.destination("a");
        Failure lasting = Failure.failed("forbidden");
        DestinationRequest mirrors = DestinationRequest.found("mirrors", () -> {
            throw lasting;
        });

        SyncResult result = places.run(mirrors, to("a"));

        assertThat(result.destinations())
                .extracting(DestinationReport::location, DestinationReport::failure)
                .containsExactly(tuple("mirrors", lasting), tuple("/a", null));
    }

    @Test
    void aSearchThatHangsIsGivenUp() throws Exception {
        places.stall = Duration.ofMillis(300);
        DestinationRequest volume = DestinationRequest.found("/pv", () -> {
            new CountDownLatch(1).await();
            return List.of();
        });

        assertThat(places.run(volume).destinations().get(0).failure()).hasMessage("made no progress for 0 s");
    }

    @Test
    void aDryRunSaysWhatIsMissingAlsoWhereNothingIsYetAndChangesNothing() throws Exception {
        MemoryStore a = places.destination("a");
        MemoryStore above = MemoryStore.named("above");
        MemoryStore none = above.opened("none");
        places.add(
                "above/none",
                new Destination(() -> none, MemoryPlaces.KEEP_ALL, Content.ALL, StoredForm.AS_IT_IS, null));
        places.dryRun = true;

        SyncResult result = places.run("a", "above/none");

        assertThat(result.destinations()).allSatisfy(report -> {
            assertThat(report.failure()).isNull();
            assertThat(report.missing()).hasSize(3);
            assertThat(report.copied()).isEmpty();
        });
        assertThat(ids(a)).isEmpty();
        assertThat(above.files().entries("/above")).isEmpty();
    }

    @Test
    void aDryRunFailsWhereALocationCanNotBeRead() throws Exception {
        places.destination("a").faults().disconnected();
        places.dryRun = true;

        assertThat(places.only("a").failure()).hasMessageContaining("the connection was lost");
    }

    @Test
    void aSetWhoseChecksumsContradictItsManifestIsSentNowhere() throws Exception {
        MemoryStore a = places.destination("a");
        String sums = "/source/%s/SHA256SUMS".formatted(MIDDLE);
        byte[] wrong = places.source.files().content(sums).clone();
        wrong[0] = (byte) (wrong[0] == '0' ? '1' : '0');
        places.source.files().put(sums, wrong);

        SyncResult result = places.run("a");

        assertThat(ids(a)).containsExactlyInAnyOrder(OLD, NEW);
        assertThat(result.failedSets())
                .singleElement()
                .asString()
                .startsWith(MIDDLE + ": ")
                .contains("SHA256SUMS lists another hash of ");
    }

    @Test
    void anInterruptEndsARunThatWaits() throws Exception {
        places.destination("a");
        places.reopen("a", () -> {
            throw Failure.failed("connection refused").asTransient();
        });
        places.retryFor = Duration.ofHours(1);
        places.firstPause = Duration.ofHours(1);
        List<Throwable> ended = new ArrayList<>();
        Thread run = new Thread(() -> {
            try {
                places.run("a");
            } catch (InterruptedException e) {
                ended.add(e);
            }
        });
        run.start();
        while (places.log.stream().noneMatch(line -> line.startsWith("info: trying"))) {
            Thread.sleep(10);
        }

        run.interrupt();
        run.join();

        assertThat(ended).singleElement().isInstanceOf(InterruptedException.class);
    }

    private void runUnchecked(DestinationRequest... wanted) {
        try {
            places.run(wanted);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitIds(MemoryStore store, int count) {
        try {
            while (ids(store).size() < count) {
                Thread.sleep(10);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void removeFromSource(String id) {
        try {
            places.source.files().deleteTree("/source/" + id);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
