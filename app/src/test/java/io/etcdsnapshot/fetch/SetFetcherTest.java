package io.etcdsnapshot.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.ChecksumList;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.Warnings;
import io.etcdsnapshot.testing.WholeSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which set is fetched, and what becomes of those that can't be. */
class SetFetcherTest {
    private static final String OLD = "2026-11-18_013000";
    private static final String MIDDLE = "2026-11-19_013000";
    private static final String NEW = "2026-11-20_013000";
    private static final String FUTURE = "2026-12-20_013000";
    private static final SetSelector LATEST = SetSelector.parse("latest");

    @TempDir
    Path work;

    private final MemoryStore store = MemoryStore.named("sets");
    private final Warnings warnings = new Warnings();
    private final List<BackupSet> prepared = new ArrayList<>();

    @Test
    void theNewestIsBroughtAndVerifiedWithAllItsFiles() throws Exception {
        add(OLD, NEW);

        FetchedSet fetched = fetch(LATEST);

        assertThat(fetched.set().id()).hasToString(NEW);
        assertThat(fetched.verdict().ok()).isTrue();
        assertThat(fetched.problem()).isEmpty();
        assertThat(fetched.skipped()).isEmpty();
        assertThat(files(fetched.directory()))
                .containsExactly(
                        "SHA256SUMS",
                        "manifest.json",
                        "snapshot_%s.db".formatted(NEW),
                        "static_kuberesources_%s.tar.gz".formatted(NEW));
        assertThat(prepared).extracting(set -> set.id().value()).containsExactly(NEW);
    }

    @Test
    void theOneThatIsAskedForIsBroughtAlsoFromTheFuture() throws Exception {
        add(OLD, NEW, FUTURE);

        assertThat(fetch(SetSelector.parse(OLD)).set().id()).hasToString(OLD);
        assertThat(fetch(SetSelector.parse(FUTURE)).directory()).exists();
        assertThatThrownBy(() -> fetch(SetSelector.parse(MIDDLE)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("there is no set " + MIDDLE);
    }

    @Test
    void aFlatSetHasNoCompanionsToFetch() throws Exception {
        WholeSet.of(NEW).addFlatTo(store);

        assertThat(files(fetch(LATEST).directory())).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void checksumsThatContradictASetWithoutManifestAreNoticed(boolean flat) throws Exception {
        String beside = store.location() + (flat ? "" : "/" + NEW);
        String line = ChecksumList.line("0".repeat(64), "snapshot_%s.db".formatted(NEW));
        store.files().put(beside + "/SHA256SUMS", line.getBytes(StandardCharsets.UTF_8));
        if (flat) {
            WholeSet.of(NEW).addFlatTo(store);
        } else {
            WholeSet.of(NEW).addForeignTo(store);
        }

        assertThat(fetch(SetSelector.parse(NEW)).problem()).contains("lists another hash of snapshot_" + NEW);
    }

    @Test
    void aSetFromTheFutureIsNotTheLatestAndSaid() throws Exception {
        add(NEW, FUTURE);

        FetchedSet fetched = fetch(LATEST);

        assertThat(fetched.set().id()).hasToString(NEW);
        assertThat(fetched.skipped())
                .containsExactly(new SkippedSet(new BackupSetId(FUTURE), "taken in the future, check the clocks"));
        assertThat(warnings.lines)
                .containsExactly("skipping %s: taken in the future, check the clocks".formatted(FUTURE));
    }

    @Test
    void aSetThatIsBehindAnEarlierOneOrOfACorruptEtcdIsNotTheLatestAndSaid() throws Exception {
        add(OLD);
        WholeSet.of(MIDDLE).behind(71).addTo(store);
        WholeSet.of(NEW).alarm("CORRUPT").addTo(store);

        FetchedSet fetched = fetch(LATEST);

        assertThat(fetched.set().id()).hasToString(OLD);
        assertThat(warnings.lines)
                .containsExactly(
                        "skipping %s: taken under the alarm CORRUPT: the members' data differed".formatted(NEW),
                        "skipping %s: stale: an earlier set has a higher revision".formatted(MIDDLE));
        assertThat(fetch(SetSelector.parse(MIDDLE)).directory()).exists();
    }

    @Test
    void whereNoOtherSetIsUsableASuspectOneIsTheLatestAndSaid() throws Exception {
        add(OLD);
        damage(OLD);
        WholeSet.of(NEW).behind(71).addTo(store);

        FetchedSet fetched = fetch(LATEST);

        assertThat(fetched.set().id()).hasToString(NEW);
        assertThat(warnings.lines)
                .contains(NEW + " is stale: an earlier set has a higher revision; no other set is usable");
    }

    @Test
    void aSuspectSetThatANewerOneFollowedIsForgotten() throws Exception {
        add(OLD, NEW);
        WholeSet.of(MIDDLE).behind(71).addTo(store);

        assertThat(fetch(LATEST).set().id()).hasToString(NEW);
        assertThat(warnings.lines).isEmpty();
    }

    @Test
    void whereAllSetsAreFromTheFutureNoneIsTheLatest() throws Exception {
        add(FUTURE);

        assertThatThrownBy(() -> fetch(LATEST))
                .isInstanceOf(Failure.class)
                .hasMessage("all sets in /sets were taken in the future, check the clocks");
    }

    @Test
    void damagedSetsArePassedOverForTheLatestAndNamed() throws Exception {
        add(OLD, MIDDLE, NEW);
        damage(NEW);
        store.files().deleteTree("/sets/%s/snapshot_%s.db".formatted(MIDDLE, MIDDLE));

        FetchedSet fetched = fetch(LATEST);

        assertThat(fetched.set().id()).hasToString(OLD);
        assertThat(fetched.skipped())
                .extracting(skipped -> skipped.id().value())
                .containsExactly(NEW, MIDDLE);
        assertThat(fetched.skipped().get(0).reason()).startsWith("snapshot_%s.db: ".formatted(NEW));
        assertThat(fetched.skipped().get(1).reason()).startsWith("there is no snapshot_");
        assertThat(work.toFile().list()).as("what is damaged does not stay").hasSize(1);
    }

    @Test
    void theDamagedSetThatIsAskedForIsReportedAndNotLeftHere() throws Exception {
        add(NEW);
        damage(NEW);

        FetchedSet fetched = fetch(SetSelector.parse(NEW));

        assertThat(fetched.directory()).isNull();
        assertThat(fetched.verdict().ok()).isFalse();
        assertThat(fetched.problem()).isNotEmpty();
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void whereAllAreDamagedNoneIsFetched() throws Exception {
        add(MIDDLE, NEW);
        damage(MIDDLE);
        damage(NEW);

        assertThatThrownBy(() -> fetch(LATEST))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.NOT_WHOLE))
                .hasMessage("none of the 2 sets in /sets passes verification");
    }

    @Test
    void withoutSetsThereIsNothing() {
        assertThatThrownBy(() -> fetch(LATEST)).hasMessage("there are no sets in /sets");
    }

    @Test
    void aSetThatCanNotBeReadIsAnErrorWhereItIsAskedForAndSkippedForTheLatest() throws Exception {
        add(MIDDLE, NEW);
        store.faults().unreadable("snapshot_%s.db".formatted(NEW));

        assertThatThrownBy(() -> fetch(SetSelector.parse(NEW)))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("permission denied");
        FetchedSet fetched = fetch(LATEST);

        assertThat(fetched.set().id()).hasToString(MIDDLE);
        assertThat(fetched.skipped()).singleElement().satisfies(skipped -> assertThat(skipped.reason())
                .contains("permission denied"));
        assertThat(work.toFile().list()).hasSize(1);
    }

    @Test
    void whereNoneCanBeReadThatIsTheErrorAndNotDamage() throws Exception {
        add(OLD, MIDDLE, NEW);
        damage(OLD);
        store.faults().unreadable("/" + MIDDLE).unreadable("snapshot_%s.db".formatted(NEW));

        assertThatThrownBy(() -> fetch(LATEST)).isInstanceOf(Unreadable.class).hasMessageContaining(MIDDLE);
    }

    @Test
    void aConnectionThatBreaksEndsTheSearchForTheLatest() throws Exception {
        add(MIDDLE, NEW);
        store.faults().failAfterReading(1000);

        assertThatThrownBy(() -> fetch(LATEST))
                .isInstanceOfSatisfying(
                        Unreadable.class, e -> assertThat(e.isTransient()).isTrue());
        assertThat(warnings.lines).isEmpty();
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void aPlaceThatCanNotBeWrittenIsNotTakenForTheSource() throws Exception {
        add(NEW);

        assertThatThrownBy(() -> new SetFetcher(store, Content.ALL, new Unwritable(), clock(), warnings).run(LATEST))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("can't bring %s here: ".formatted(NEW));
    }

    @Test
    void theLatestOfSeveralClustersIsAQuestion() throws Exception {
        WholeSet.of(NEW).cluster("b").addTo(store);
        WholeSet.of(MIDDLE).cluster("a").addTo(store);
        WholeSet.of(OLD).cluster("a").addTo(store);

        assertThatThrownBy(() -> fetch(LATEST))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Failure.Kind.WRONG_USAGE);
                    assertThat(failure.hint()).contains("%s of cluster a, %s of cluster b".formatted(MIDDLE, NEW));
                })
                .hasMessage("/sets holds sets of 2 clusters");
        assertThat(fetch(SetSelector.parse(OLD)).directory()).exists();
    }

    @Test
    void setsOfAnUnknownClusterOrDamagedOnesRaiseNoQuestion() throws Exception {
        WholeSet.of(NEW).cluster("a").addTo(store);
        WholeSet.of(MIDDLE).cluster(null).addTo(store);
        WholeSet.of(OLD).cluster("b").addTo(store);
        store.files().deleteTree("/sets/%s/snapshot_%s.db".formatted(OLD, OLD));

        assertThat(fetch(LATEST).set().id()).hasToString(NEW);
    }

    @Test
    void aHalfIsNotEnoughWhereAllIsNeeded() throws Exception {
        WholeSet.of(NEW).content(Content.SNAPSHOT).addTo(store);
        WholeSet.of(OLD).addTo(store);

        assertThat(fetch(LATEST).skipped().get(0).reason()).contains("--kube-resources-from");
        SetFetcher snapshots = new SetFetcher(store, Content.SNAPSHOT, new Directory(), clock(), warnings);
        assertThat(snapshots.run(LATEST).set().id()).hasToString(NEW);
    }

    @Test
    void theNewestOtherWholeSetIsFoundWhereItLies() throws Exception {
        add(OLD, MIDDLE, NEW, FUTURE);
        damage(MIDDLE);
        SetFetcher fetcher = new SetFetcher(store, Content.ALL, new Directory(), clock(), warnings);

        assertThat(fetcher.newestWholeBut(new BackupSetId(NEW))).contains(new BackupSetId(OLD));
        assertThat(fetcher.newestWholeBut(new BackupSetId(OLD))).contains(new BackupSetId(NEW));
        damage(OLD);
        assertThat(fetcher.newestWholeBut(new BackupSetId(NEW))).isEmpty();
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        add(NEW);
        FetchTarget interrupts = new Directory() {
            @Override
            public Path prepare(BackupSet set) throws IOException {
                Thread.currentThread().interrupt();
                return super.prepare(set);
            }
        };

        assertThatThrownBy(() -> new SetFetcher(store, Content.ALL, interrupts, clock(), warnings).run(LATEST))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(work).isEmptyDirectory();
    }

    private void add(String... ids) {
        for (String id : ids) {
            WholeSet.of(id).addTo(store);
        }
    }

    private void damage(String id) throws IOException {
        String path = "/sets/%s/snapshot_%s.db".formatted(id, id);
        byte[] bytes = store.files().content(path).clone();
        bytes[5000] ^= 1;
        store.files().put(path, bytes);
    }

    private FetchedSet fetch(SetSelector wanted) throws Unreadable, InterruptedException {
        return new SetFetcher(store, Content.ALL, new Directory(), clock(), warnings).run(wanted);
    }

    private static Clock clock() {
        return Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private class Directory implements FetchTarget {
        @Override
        public Path prepare(BackupSet set) throws IOException {
            prepared.add(set);
            return Files.createTempDirectory(work, "fetched");
        }

        @Override
        public void discard(Path directory) throws IOException {
            for (String name : files(directory)) {
                Files.delete(directory.resolve(name));
            }
            Files.delete(directory);
        }
    }

    private static final class Unwritable implements FetchTarget {
        @Override
        public Path prepare(BackupSet set) {
            return Path.of("/proc/none");
        }

        @Override
        public void discard(Path directory) {}
    }
}
