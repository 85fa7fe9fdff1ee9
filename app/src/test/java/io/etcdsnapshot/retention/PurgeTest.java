package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.ForwardingStore;
import io.etcdsnapshot.backup.TimeLocked;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.Warnings;
import io.etcdsnapshot.testing.WholeSet;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes and what stays of sets in memory, and what is looked at before anything goes. */
@Timeout(60)
class PurgeTest {
    private static final String OLDEST = "2026-11-17_013000";
    private static final String OLD = "2026-11-18_013000";
    private static final String MIDDLE = "2026-11-19_013000";
    private static final String NEW = "2026-11-20_013000";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final MemoryStore store = MemoryStore.named("sets");
    private final Warnings warnings = new Warnings();
    private final List<RetentionPlan> shown = new ArrayList<>();

    @Test
    void whatNoRuleKeepsGoesTheOldestFirst() throws Exception {
        add(OLDEST, OLD, MIDDLE, NEW);

        Purge.Result result = purge(2);

        assertThat(ids(result.removed())).containsExactly(OLDEST, OLD);
        assertThat(there()).containsExactly(NEW, MIDDLE);
        assertThat(result.failed()).isEmpty();
        assertThat(shown).containsExactly(result.plan());
        assertThat(store.isLocked()).isFalse();
    }

    @Test
    void aDryRunShowsTheSamePlanAndChangesNothing() throws Exception {
        add(OLD, MIDDLE, NEW);
        store.faults().readOnly();

        Purge.Result result = purge(last(1)).dryRun();

        assertThat(ids(result.plan().remove())).containsExactly(MIDDLE, OLD);
        assertThat(result.removed()).isEmpty();
        assertThat(there()).hasSize(3);
    }

    @Test
    void theLockIsTakenAndWhatUnfinishedRunsLeftGoes() throws Exception {
        add(NEW);
        store.receive(new BackupSetId(OLD));
        assertThat(store.files().entries("/sets")).hasSize(2);

        purge(1);

        assertThat(store.files().entries("/sets")).hasSize(1);
    }

    @Test
    void aHeldLockIsWaitedForOnlyAsLongAsAsked() throws Exception {
        add(NEW);
        store.faults().lockHeld(true);

        assertThatThrownBy(() -> purge(1)).isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.kind())
                .isEqualTo(Failure.Kind.REFUSED));
        Thread other = new Thread(() -> {
            sleep(300);
            store.faults().lockHeld(false);
        });
        other.start();
        Purge.Result result = purge(last(1)).run(Duration.ofMinutes(1), shown::add);

        assertThat(result.plan().keep()).hasSize(1);
        assertThat(other.isAlive()).isFalse();
    }

    @Test
    void theNewestSetIsVerifiedBeforeAnythingGoesAndDoesNotCountIfItIsDamaged() throws Exception {
        add(OLDEST, OLD, MIDDLE, NEW);
        damage(NEW);

        Purge.Result result = purge(1);

        assertThat(reasons(result, MIDDLE)).containsExactly(RetentionPolicy.NEWEST, "last");
        assertThat(reasons(result, NEW)).containsExactly("last", "no newer usable set");
        assertThat(there()).containsExactly(NEW, MIDDLE);
        assertThat(warnings.lines).singleElement().asString().startsWith(NEW + " does not count: snapshot_" + NEW);
    }

    @Test
    void aSetThatIsBehindAnEarlierOneDoesNotDisplaceIt() throws Exception {
        add(OLDEST, OLD);
        WholeSet.of(MIDDLE).behind(71).addTo(store);
        WholeSet.of(NEW).behind(71).addTo(store);

        Purge.Result result = purge(1);

        assertThat(there()).containsExactly(NEW, OLD);
        assertThat(reasons(result, OLD)).containsExactly(RetentionPolicy.NEWEST);
        assertThat(reasons(result, NEW))
                .containsExactly("newest set, but stale: an earlier set has a higher revision", "last");
        WholeSet.of("2026-11-20_023000").addTo(store);
        purge(1);
        assertThat(there()).as("and goes once a set rises again").containsExactly("2026-11-20_023000");
    }

    @Test
    void aSetOfACorruptEtcdDoesNotDisplaceOneFromBefore() throws Exception {
        add(OLD);
        WholeSet.of(NEW).alarm("CORRUPT").addTo(store);
        WholeSet.of(MIDDLE).alarm("NOSPACE").addTo(store);

        purge(1);

        assertThat(there()).as("without space the data are as good").containsExactly(NEW, MIDDLE);
    }

    @Test
    void theSetBeforeAStaleOneIsVerifiedToo() throws Exception {
        add(OLD, MIDDLE);
        WholeSet.of(NEW).behind(71).addTo(store);
        damage(MIDDLE);

        purge(1);

        assertThat(there()).containsExactly(NEW, MIDDLE, OLD);
    }

    @Test
    void nothingGoesWhereNoSetIsWhole() throws Exception {
        add(OLD, MIDDLE, NEW);
        List.of(OLD, MIDDLE, NEW).forEach(this::damage);

        assertThat(purge(1).removed()).isEmpty();
        assertThat(there()).hasSize(3);
        assertThat(warnings.lines).hasSize(3);
    }

    @Test
    void nothingIsReadWhereNothingWouldGo() throws Exception {
        add(MIDDLE, NEW);
        store.faults().failAfterReading(0);

        assertThat(purge(2).plan().keep()).hasSize(2);
    }

    @Test
    void whatTheRunHasVerifiedIsNotReadAgain() throws Exception {
        add(OLD, MIDDLE, NEW);
        store.faults().failAfterReading(0);

        Purge.Result result = purge(last(1), NEW).runLocked(shown::add);

        assertThat(ids(result.removed())).containsExactly(OLD, MIDDLE);
    }

    @Test
    void aHostThatCanHashItsOwnFilesDownloadsNothing() throws Exception {
        store.hashing();
        add(OLD, MIDDLE, NEW);
        damage(NEW);
        store.faults().failAfterReading(0);

        Purge.Result result = purge(1);

        assertThat(there()).containsExactly(NEW, MIDDLE);
        assertThat(ids(result.removed())).containsExactly(OLD);
        assertThat(warnings.lines)
                .containsExactly("%s does not count: snapshot_%s.db differs from its manifest".formatted(NEW, NEW));
    }

    @Test
    void aSetWithoutAManifestIsReadInFull() throws Exception {
        store.hashing();
        WholeSet.of(OLD).cluster(null).addTo(store);
        WholeSet.of(NEW).addFlatTo(store);
        damageFlat(NEW);

        Purge.Result result = purge(1);

        assertThat(result.removed()).isEmpty();
        assertThat(warnings.lines).singleElement().asString().startsWith(NEW + " does not count: ");
    }

    @Test
    void aSetThatCanNotBeReadIsNeitherCountedNorRemovedAndSaid() throws Exception {
        add(OLDEST, OLD, MIDDLE, NEW);
        store.faults().unreadable("/" + MIDDLE);

        Purge.Result result = purge(1);

        assertThat(there()).containsExactly(NEW, MIDDLE);
        assertThat(reasons(result, MIDDLE)).containsExactly(RetentionPolicy.UNREADABLE);
        assertThat(result.failed())
                .singleElement()
                .asString()
                .startsWith(MIDDLE + " is neither counted nor removed: ")
                .contains("permission denied");
        assertThat(purge(last(1)).dryRun().failed()).hasSize(1);
    }

    @Test
    void aNewestSetWhoseFilesCanNotBeReadIsTakenForOneThatCanNotBeRead() throws Exception {
        add(OLD, MIDDLE, NEW);
        store.faults().unreadable("snapshot_%s.db".formatted(NEW));

        Purge.Result result = purge(1);

        assertThat(there()).containsExactly(NEW, MIDDLE);
        assertThat(reasons(result, NEW)).containsExactly(RetentionPolicy.UNREADABLE);
        assertThat(result.failed()).singleElement().asString().startsWith(NEW + " is neither counted nor removed");
    }

    @Test
    void aConnectionThatBreaksWhileTheNewestIsReadEndsTheRunAndNothingGoes() throws Exception {
        add(OLD, MIDDLE, NEW);
        store.faults().failAfterReading(1000);

        assertThatThrownBy(() -> purge(1)).isInstanceOf(Unreadable.class).hasMessageContaining("connection was lost");
        assertThat(there()).hasSize(3);
        assertThat(store.isLocked()).isFalse();
    }

    @Test
    void whatCanNotBeRemovedIsSaidAndTheRestGoes() throws Exception {
        add(OLD, MIDDLE, NEW);
        WritableStore undeletable = new ForwardingStore(store) {
            @Override
            public void remove(BackupSet set) throws IOException {
                if (set.id().value().equals(OLD)) {
                    throw new FileSystemException(OLD, null, "Read-only file system");
                }
                super.remove(set);
            }
        };

        Purge.Result result = new Purge(undeletable, last(1), clock(), warnings).runLocked(shown::add);

        assertThat(ids(result.removed())).containsExactly(MIDDLE);
        assertThat(result.failed()).containsExactly(OLD + " can't be removed: read-only file system");
    }

    @Test
    void aLockedSetStaysUntilItsTimeAndTheReasonSaysWhen() throws Exception {
        add(OLD, MIDDLE, NEW);
        Instant until = Instant.parse("2026-12-01T00:00:00Z");
        TimeLocked locks =
                set -> Optional.of(until).filter(any -> set.id().value().equals(OLD));
        WritableStore locking = new ForwardingStore(store) {
            @Override
            public <A> Optional<A> ability(Class<A> ability) {
                return ability == TimeLocked.class ? Optional.of(ability.cast(locks)) : super.ability(ability);
            }
        };
        Purge purge = new Purge(locking, last(1), clock(), warnings);

        Purge.Result dryRun = purge.dryRun();
        Purge.Result result = purge.run(Duration.ZERO, shown::add);

        assertThat(ids(result.removed())).containsExactly(MIDDLE);
        assertThat(reasons(result, OLD)).containsExactly("locked until " + until);
        assertThat(there()).containsExactly(NEW, OLD);
        assertThat(dryRun.plan().keep()).isEqualTo(result.plan().keep());
        assertThat(result.failed()).isEmpty();
    }

    @Test
    void aSetThatThePlaceKeepsIsSaidAndTheRestGoes() throws Exception {
        add(OLD, MIDDLE, NEW);

        Purge.Result result = new Purge(keeping(OLD), last(1), clock(), warnings).runLocked(shown::add);

        assertThat(ids(result.removed())).containsExactly(MIDDLE);
        assertThat(result.failed()).containsExactly(OLD + " can't be removed: access denied");
    }

    @Test
    void anotherToolsSetIsNeverRemovedNorCounted() throws Exception {
        WholeSet.of(NEW).addForeignTo(store);
        WholeSet.of(OLDEST).addForeignTo(store);
        add(OLD, MIDDLE);

        Purge.Result result = purge(1);

        assertThat(there()).containsExactly(NEW, MIDDLE, OLDEST);
        assertThat(reasons(result, NEW)).containsExactly(RetentionPolicy.FOREIGN);
        assertThat(reasons(result, OLDEST)).containsExactly(RetentionPolicy.FOREIGN);
        assertThat(result.failed()).isEmpty();
    }

    @Test
    void clustersThatShareALocationDoNotPurgeEachOther() throws Exception {
        for (String day : List.of("16", "17", "18", "19", "20")) {
            WholeSet.of("2026-11-%s_010000".formatted(day)).cluster("a").addTo(store);
            WholeSet.of("2026-11-%s_020000".formatted(day)).cluster("b").addTo(store);
        }
        WholeSet.of("2026-11-15_020000").cluster(null).addTo(store);

        Purge.Result result = purge(2);

        assertThat(there())
                .containsExactly(
                        "2026-11-20_020000",
                        "2026-11-20_010000",
                        "2026-11-19_020000",
                        "2026-11-19_010000",
                        "2026-11-15_020000");
        assertThat(result.plan().keep())
                .filteredOn(kept -> kept.reasons().contains(RetentionPolicy.NEWEST))
                .hasSize(3);
    }

    @Test
    void theNewestOfEachClusterIsVerified() throws Exception {
        WholeSet.of(OLD).cluster("a").addTo(store);
        WholeSet.of(MIDDLE).cluster("a").addTo(store);
        WholeSet.of(NEW).cluster("b").addTo(store);
        damage(MIDDLE);

        Purge.Result result = purge(1);

        assertThat(result.removed()).isEmpty();
        assertThat(reasons(result, OLD)).containsExactly(RetentionPolicy.NEWEST, "last");
    }

    @Test
    void ofHalvesTheNewestOfEachKindIsVerified() throws Exception {
        WholeSet.of(OLD).addTo(store);
        WholeSet.of(MIDDLE).content(Content.KUBE_RESOURCES).addTo(store);
        WholeSet.of(NEW).content(Content.SNAPSHOT).addTo(store);
        damage(NEW);

        Purge.Result result = purge(1);

        assertThat(reasons(result, OLD)).contains(RetentionPolicy.NEWEST);
        assertThat(there()).containsExactly(NEW, MIDDLE, OLD);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void roomIsMadeTheOldestFirstAndOnlyAsMuchAsNeeded(int needed) throws Exception {
        add(OLDEST, OLD, MIDDLE);
        AtomicInteger asked = new AtomicInteger(-1);

        List<BackupSet> gone = purge(last(1)).makeRoom(coming(), () -> asked.getAndIncrement() >= needed ? 0 : 1);

        assertThat(ids(gone)).isEqualTo(List.of(OLDEST, OLD).subList(0, Math.min(needed, 2)));
        assertThat(there()).contains(MIDDLE).hasSize(3 - gone.size());
    }

    @Test
    void whereNoRemovalMakesRoomEnoughNothingGoesThatIsKeptWithoutTheComingSet() throws Exception {
        add(OLDEST, OLD, MIDDLE);

        List<BackupSet> gone = purge(last(2)).makeRoom(coming(), () -> Long.MAX_VALUE);

        assertThat(ids(gone)).containsExactly(OLDEST);
        assertThat(there()).containsExactly(MIDDLE, OLD);
    }

    @Test
    void roomIsNeverMadeByTheNewestWholeSet() throws Exception {
        add(OLDEST, OLD, MIDDLE);
        damage(MIDDLE);

        List<BackupSet> gone = purge(last(1)).makeRoom(coming(), () -> 1);

        assertThat(ids(gone)).containsExactly(OLDEST);
        assertThat(there()).containsExactly(MIDDLE, OLD);
    }

    @Test
    void roomIsNotMadeByADamagedSetThatOnlyTheComingOneWouldOutlive() throws Exception {
        add(OLD);
        damage(OLD);

        assertThat(purge(last(1)).makeRoom(coming(), () -> 1)).isEmpty();
        assertThat(there()).containsExactly(OLD);
    }

    @Test
    void roomIsMadeByADamagedSetThatRetentionWouldRemoveNow() throws Exception {
        add(OLDEST, OLD);
        store.files().deleteTree("/sets/%s/snapshot_%s.db".formatted(OLDEST, OLDEST));

        assertThat(ids(purge(last(1)).makeRoom(coming(), () -> 1))).containsExactly(OLDEST);
    }

    @Test
    void aSetThatThePlaceKeepsDoesNotStopOthersFromMakingRoom() throws Exception {
        add(OLDEST, OLD, MIDDLE);

        List<BackupSet> gone = new Purge(keeping(OLDEST), last(1), clock(), warnings).makeRoom(coming(), () -> 1);

        assertThat(ids(gone)).containsExactly(OLD);
        assertThat(there()).containsExactly(MIDDLE, OLDEST);
    }

    @Test
    void withoutRulesNoRoomIsMade() throws Exception {
        add(OLD);

        assertThat(purge(new RetentionPolicy(Map.of(), null, List.of())).makeRoom(coming(), () -> 1))
                .isEmpty();
    }

    @Test
    void anInterruptEndsItBetweenTwoRemovals() throws Exception {
        add(OLD, MIDDLE, NEW);

        assertThatThrownBy(() -> purge(last(1), NEW)
                        .runLocked(plan -> Thread.currentThread().interrupt()))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(there()).hasSize(3);
    }

    @Test
    void keepingAllGivesEverySetTheOneReason() throws Exception {
        add(MIDDLE, NEW);

        Purge.Result result = Purge.Result.keepingAll(store.list(), "because");

        assertThat(result.plan().keep()).hasSize(2).allMatch(kept -> kept.reasons()
                .equals(List.of("because")));
        assertThat(result.removed()).isEmpty();
    }

    private WritableStore keeping(String id) {
        return new ForwardingStore(store) {
            @Override
            public void remove(BackupSet set) throws IOException {
                if (set.id().value().equals(id)) {
                    throw Failure.failed("access denied");
                }
                super.remove(set);
            }
        };
    }

    private void add(String... ids) {
        for (String id : ids) {
            WholeSet.of(id).addTo(store);
        }
    }

    private BackupSet coming() throws Exception {
        MemoryStore elsewhere = MemoryStore.named("elsewhere");
        WholeSet.of(NEW).addTo(elsewhere);
        return elsewhere.list().sets().get(0);
    }

    private void damage(String id) {
        damageAt("/sets/%s/snapshot_%s.db".formatted(id, id));
    }

    private void damageFlat(String id) {
        damageAt("/sets/snapshot_%s.db".formatted(id));
    }

    private void damageAt(String path) {
        try {
            byte[] bytes = store.files().content(path).clone();
            bytes[5000] ^= 1;
            store.files().put(path, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Purge.Result purge(int last) throws IOException, InterruptedException {
        return purge(last(last)).run(Duration.ZERO, shown::add);
    }

    private Purge purge(RetentionPolicy policy, String... verified) {
        Set<BackupSetId> ids = new HashSet<>();
        for (String id : verified) {
            ids.add(new BackupSetId(id));
        }
        return new Purge(store, policy, ids, clock(), warnings);
    }

    private static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    private static RetentionPolicy last(int count) {
        return new RetentionPolicy(Map.of(Period.LAST, count), null, List.of());
    }

    private List<String> there() throws Unreadable {
        return ids(store.opened("").list().sets());
    }

    private static List<String> ids(List<BackupSet> sets) {
        return sets.stream().map(set -> set.id().value()).toList();
    }

    private static List<String> reasons(Purge.Result result, String id) {
        return result.plan().keep().stream()
                .filter(kept -> kept.set().id().value().equals(id))
                .findFirst()
                .orElseThrow()
                .reasons();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
