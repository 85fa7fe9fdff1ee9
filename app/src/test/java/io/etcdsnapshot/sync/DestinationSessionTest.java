package io.etcdsnapshot.sync;

import static io.etcdsnapshot.sync.MemoryPlaces.KEEP_ALL;
import static io.etcdsnapshot.sync.MemoryPlaces.ids;
import static io.etcdsnapshot.sync.MemoryPlaces.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.ForwardingStore;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.catalogue.History;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.report.SyncReport;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.WholeSet;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens at one destination, from its lock to its retention. */
@Timeout(60)
class DestinationSessionTest {
    private static final String OLD = "2026-11-18_013000";
    private static final String MIDDLE = "2026-11-19_013000";
    private static final String NEW = "2026-11-20_013000";
    private static final RetentionPolicy LAST_TWO = last(2);

    private final MemoryPlaces places = new MemoryPlaces();

    @BeforeEach
    void aSourceWithANewSet() {
        WholeSet.of(NEW).addTo(places.source);
    }

    @Test
    void theSourceUnderAnotherNameIsNoDestination() throws Exception {
        WholeSet.of(OLD).addTo(places.source);
        MemoryStore same = places.source.opened("").identified("inode 7");
        places.source.identified("inode 7");
        places.add("alias", new Destination(() -> same, last(1), Content.ALL, StoredForm.AS_IT_IS, null));

        for (boolean dryRun : new boolean[] {true, false}) {
            places.dryRun = dryRun;
            assertThat(places.only("alias").failure())
                    .hasMessage("/alias is the source under another name")
                    .extracting(Failure::kind)
                    .isEqualTo(Failure.Kind.WRONG_USAGE);
        }
        assertThat(ids(places.source)).hasSize(2);
    }

    @Test
    void aPlaceThatLacksNothingIsNoAliasForThat() throws Exception {
        MemoryStore a = places.destination("a").identified("inode 8");
        WholeSet.of(NEW).addTo(a);

        places.source.identified("inode 7");
        assertThat(places.only("a").failure()).isNull();
        places.source.identified(null);
        assertThat(places.only("a").failure()).isNull();
        a.identified(null);
        assertThat(places.only("a").failure()).isNull();
    }

    @Test
    void aHeldLockIsARefusalThatMayPass() throws Exception {
        places.destination("a").faults().lockHeld(true);

        DestinationReport report = places.only("a");

        assertThat(report.failure())
                .matches(Failure::isTransient)
                .extracting(Failure::kind)
                .isEqualTo(Failure.Kind.REFUSED);
        assertThat(report.copied()).isEmpty();
    }

    @Test
    void leftoversOfEarlierRunsAreCleared() throws Exception {
        MemoryStore a = places.destination("a");
        a.receive(new BackupSetId(OLD));
        assertThat(names(a)).singleElement().asString().startsWith(".incomplete-");

        places.run("a");

        assertThat(names(a)).containsExactly(OwnFile.HISTORY.fileName(), NEW);
    }

    @Test
    void whatWasCopiedIsRemembered() throws Exception {
        MemoryStore a = places.destination("a");

        places.run("a");
        places.run("a");

        assertThat(history(a)).singleElement().satisfies(outcome -> {
            assertThat(outcome.command()).isEqualTo("sync");
            assertThat(outcome.id()).hasToString(NEW);
            assertThat(outcome.isVerified()).isTrue();
            assertThat(outcome.evidence()).isEqualTo(Evidence.READ_BACK);
        });
    }

    @Test
    void whatFillsTheDatabaseIsRememberedThereToo() throws Exception {
        MemoryStore a = places.destination("a");
        Recorder recorder = new Recorder(Json.HISTORY, "etcd-snapshot test", Clock.systemUTC(), Sets.SILENT);
        BackupSet set = places.source.list().sets().get(0);
        recorder.append(places.source, List.of(recorder.taken(set, 1).withKinds(Map.of("pods", 7L))));

        places.run("a");

        assertThat(history(a)).singleElement().extracting(Outcome::bytesByKind).isEqualTo(Map.of("pods", 7L));
    }

    @Test
    void whatFailedThereIsRemembered() throws Exception {
        MemoryStore a = places.destination("a");
        a.faults().damagedAtRest("snapshot_%s.db".formatted(NEW));

        places.run("a");

        assertThat(history(a)).singleElement().satisfies(outcome -> {
            assertThat(outcome.id()).isNull();
            assertThat(outcome.ok()).isFalse();
            assertThat(outcome.detail()).contains("is not what was sent");
        });
    }

    private static List<Outcome> history(MemoryStore store) {
        return History.read(store, Json.HISTORY, Sets.SILENT).outcomes();
    }

    @Test
    void retentionRunsOverWhatIsThereNowAndRestsOnWhatTheRunProved() throws Exception {
        MemoryStore a = places.destination("a", LAST_TWO, Content.ALL);
        WholeSet.of(OLD).addTo(a);
        WholeSet.of(MIDDLE).addTo(a);
        a.faults().failAfterReading(0);

        DestinationReport report = places.only("a");

        assertThat(report.failure()).isNull();
        assertThat(report.removed()).extracting(Object::toString).containsExactly(OLD);
        assertThat(ids(a)).containsExactly(NEW, MIDDLE);
    }

    @Test
    void whatAnEarlierTryProvedIsNotReadAgain() throws Exception {
        MemoryStore a = places.destination("a", last(1), Content.ALL);
        WholeSet.of(MIDDLE).addTo(a);
        places.retryFor = Duration.ofMinutes(10);
        AtomicInteger opened = new AtomicInteger();
        a.faults().failAfterReading(0);
        places.reopen("a", () -> {
            opened.incrementAndGet();
            return new ForwardingStore(a) {
                @Override
                public void remove(BackupSet set) throws IOException {
                    if (opened.get() == 1) {
                        throw Failure.failed("the connection was lost").asTransient();
                    }
                    super.remove(set);
                }
            };
        });

        DestinationReport report = places.only("a");

        assertThat(opened).hasValue(2);
        assertThat(report.failure()).isNull();
        assertThat(ids(a)).containsExactly(NEW);
    }

    @Test
    void retentionWithoutACopyHashesTheNewestSetThere() throws Exception {
        MemoryStore a = places.destination("a", last(1), Content.ALL).hashing();
        WholeSet.of(MIDDLE).addTo(a);
        WholeSet.of(NEW).addTo(a);
        a.faults().failAfterReading(0);

        DestinationReport report = places.only("a");

        assertThat(report.failure()).isNull();
        assertThat(report.alreadyThere()).isEqualTo(1);
        assertThat(ids(a)).containsExactly(NEW);
    }

    @Test
    void nothingIsRemovedWhereACopyFailed() throws Exception {
        MemoryStore a = places.destination("a", last(1), Content.ALL);
        WholeSet.of(OLD).addTo(a);
        WholeSet.of(MIDDLE).addTo(a);
        a.faults().failAfterWriting(1000);

        DestinationReport report = places.only("a");

        assertThat(report.failure()).hasMessage("the connection was lost");
        assertThat(report.removed()).isEmpty();
        assertThat(report.isServed()).isFalse();
        a.faults().failAfterWriting(Long.MAX_VALUE);
        assertThat(ids(a)).containsExactly(MIDDLE, OLD);
        assertThat(names(a)).noneMatch(name -> name.startsWith(".incomplete-"));
    }

    @Test
    void aSetThereThatCanNotBeReadIsNeitherCountedNorRemovedAndTheRunFails() throws Exception {
        MemoryStore a = places.destination("a", last(1), Content.ALL);
        WholeSet.of(OLD).addTo(a);
        WholeSet.of(MIDDLE).addTo(a);
        a.faults().unreadable(MIDDLE);

        DestinationReport report = places.only("a");

        assertThat(report.failure()).hasMessageContaining(MIDDLE + " is neither counted nor removed");
        assertThat(report.removed()).extracting(Object::toString).containsExactly(OLD);
        assertThat(report.isServed()).isTrue();
        assertThat(ids(a)).containsExactly(NEW, MIDDLE);
    }

    @Test
    void anotherClustersSetUnderTheSameIdIsLeftAloneAndTheRestCopied() throws Exception {
        MemoryStore a = places.destination("a", last(1), Content.ALL);
        WholeSet.of(NEW).cluster("cluster-2").resources("other").addTo(a);
        WholeSet.of(OLD).addTo(places.source);
        WholeSet.of(MIDDLE).addTo(places.source);

        DestinationReport report = places.only("a");

        assertThat(report.failure())
                .hasMessage(
                        "%s at the destination is another set, of cluster cluster-2; the source's is of cluster cluster-1"
                                .formatted(NEW))
                .extracting(Failure::hint)
                .asString()
                .contains("clusterId");
        assertThat(report.isServed()).isTrue();
        assertThat(report.copied()).extracting(copy -> copy.id().value()).containsExactly(MIDDLE);
        assertThat(report.removed()).as("no retention where something failed").isEmpty();
        places.dryRun = true;
        assertThat(places.only("a").failure()).isNotNull();
    }

    @Test
    void anotherSetOfOneClusterUnderOneIdHasAHintOfItsOwnAndIsToldOnce() throws Exception {
        MemoryStore a = places.destination("a");
        WholeSet.of(NEW).resources("other").addTo(a);

        Failure failure = Objects.requireNonNull(places.only("a").failure());

        assertThat(failure)
                .hasMessage(NEW
                        + " at the destination is another set than the source's, though both are of cluster cluster-1");
        assertThat(failure.hint()).contains("verify both").doesNotContain("clusterId");
        assertThat(places.log)
                .filteredOn(line -> line.contains("is another set"))
                .hasSize(1);
    }

    @ParameterizedTest(name = "flat {0}, hashed there {1}")
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void filesWithoutAManifestAreComparedByTheirContent(boolean flat, boolean hashedThere) throws Exception {
        MemoryStore a = places.destination("a");
        WholeSet same = WholeSet.of(NEW);
        WholeSet other = WholeSet.of(NEW).snapshot(otherBytesOfTheSameSize());
        if (hashedThere) {
            a.hashing();
        } else {
            a.local();
        }

        put(same, flat, a);
        DestinationReport there = places.only("a");
        put(other, flat, a);
        DestinationReport conflict = places.only("a");

        assertThat(there.failure()).isNull();
        assertThat(there.alreadyThere()).isEqualTo(1);
        assertThat(conflict.failure())
                .hasMessage(NEW
                        + " at the destination is another set, of an unknown cluster; the source's is of"
                        + " cluster cluster-1");
        assertThat(conflict.alreadyThere()).isZero();
        assertThat(conflict.isServed()).as("exit 3").isTrue();
        places.dryRun = true;
        assertThat(places.only("a").failure()).isNotNull();
    }

    @Test
    void aFlatSetOfTheSourceIsComparedWithTheManifestThere() throws Exception {
        places.source.files().deleteTree("/source/" + NEW);
        WholeSet.of(NEW).addFlatTo(places.source);
        MemoryStore a = places.destination("a");
        WholeSet.of(NEW).snapshot(otherBytesOfTheSameSize()).addTo(a);
        MemoryStore b = places.destination("b");
        WholeSet.of(NEW).addTo(b);

        SyncResult result = places.run("a", "b");

        assertThat(result.destinations().get(0).failure()).hasMessageContaining("is another set");
        assertThat(result.destinations().get(1).failure()).isNull();
    }

    @Test
    void whatCanOnlyBeComparedBySizeIsSaid() throws Exception {
        MemoryStore a = places.destination("a");
        WholeSet.of(NEW).snapshot(otherBytesOfTheSameSize()).addFlatTo(a);
        MemoryStore b = places.destination("b").local();
        WholeSet.of(NEW).addFlatTo(b);
        b.faults().unreadable("snapshot_%s.db".formatted(NEW));

        SyncResult result = places.run("a", "b");

        assertThat(result.destinations()).extracting(DestinationReport::failure).containsOnlyNulls();
        assertThat(places.log)
                .filteredOn(line -> line.contains(NEW + ": compared by size alone"))
                .hasSize(2);
    }

    private static void put(WholeSet set, boolean flat, MemoryStore store) {
        if (flat) {
            set.addFlatTo(store);
        } else {
            set.addForeignTo(store);
        }
    }

    private byte[] otherBytesOfTheSameSize() throws IOException {
        WholeSet.of(MIDDLE).addTo(places.source);
        byte[] bytes = damaged(MIDDLE);
        places.source.files().deleteTree("/source/" + MIDDLE);
        return bytes;
    }

    @Test
    void whereRoomIsShortWhatRetentionWouldRemoveGoesFirst() throws Exception {
        MemoryStore a = places.destination("a", LAST_TWO, Content.ALL);
        WholeSet.of("2026-11-17_013000").addTo(a);
        WholeSet.of(OLD).addTo(a);
        WholeSet.of(MIDDLE).addTo(a);
        roomOnceBelow(a, 3);

        DestinationReport report = places.only("a");

        assertThat(report.failure()).isNull();
        assertThat(report.removed()).extracting(Object::toString).containsExactly("2026-11-17_013000", OLD);
        assertThat(ids(a)).containsExactly(NEW, MIDDLE);
    }

    @Test
    void whereInodesAreShortWhatRetentionWouldRemoveGoesFirst() throws Exception {
        MemoryStore a = places.destination("a", LAST_TWO, Content.ALL);
        WholeSet.of("2026-11-17_013000").addTo(a);
        WholeSet.of(OLD).addTo(a);
        WholeSet.of(MIDDLE).addTo(a);
        outOfInodesWith(a, 3);

        DestinationReport report = places.only("a");

        assertThat(report.failure()).isNull();
        assertThat(report.removed()).extracting(Object::toString).containsExactly("2026-11-17_013000", OLD);
        assertThat(ids(a)).containsExactly(NEW, MIDDLE);
    }

    @Test
    void whereInodesStayShortTheFailureIsToldAndTheNewestSetStays() throws Exception {
        MemoryStore a = places.destination("a", last(1), Content.ALL);
        WholeSet.of(OLD).addTo(a);
        WholeSet.of(MIDDLE).addTo(a);
        outOfInodesWith(a, 1);

        assertThat(places.only("a").failure()).hasMessageContaining("no space left");
        assertThat(ids(a)).containsExactly(MIDDLE);
        assertThat(places.only("a").failure()).hasMessageContaining("no space left");
        assertThat(ids(a)).containsExactly(MIDDLE);
    }

    @Test
    void oneDirectoryUnderTwoNamesIsServedOnce() throws Exception {
        MemoryStore a = places.destination("a", last(1), Content.ALL).identified("inode 7");
        MemoryStore alias = a.opened("").identified("inode 7");
        places.add("alias", new Destination(() -> alias, last(1), Content.ALL, StoredForm.AS_IT_IS, null));
        WholeSet.of(MIDDLE).addTo(places.source);

        for (boolean dryRun : new boolean[] {true, false}) {
            places.dryRun = dryRun;
            SyncResult result = places.run("a", "alias");

            assertThat(result.destinations())
                    .extracting(DestinationReport::failure)
                    .containsOnlyNulls();
            assertThat(result.destinations().stream()
                            .flatMap(report -> report.notes().stream())
                            .toList())
                    .singleElement()
                    .asString()
                    .matches("the same directory as /(a|alias): served once, as that");
            assertThat(result.destinations().stream()
                            .flatMap(report -> report.copied().stream())
                            .map(copied -> copied.id().value())
                            .toList())
                    .isEqualTo(dryRun ? List.of() : List.of(NEW));
            assertThat(ids(a)).isEqualTo(dryRun ? List.of() : List.of(NEW));
        }
    }

    @Test
    void theSourceUnderAnotherNameIsNoDestinationEvenWhereItLacksSomething() throws Exception {
        WholeSet.of(OLD).addTo(places.source);
        MemoryStore same = places.source.opened("").identified("inode 7");
        places.source.identified("inode 7");
        places.add("alias", new Destination(() -> same, last(1), Content.ALL, StoredForm.AS_IT_IS, null));
        places.afterListing(() -> remove(same, NEW));

        DestinationReport report = places.only("alias");

        assertThat(report.failure()).hasMessage("/alias is the source under another name");
        assertThat(report.copied()).isEmpty();
        assertThat(ids(places.source)).containsExactly(OLD);
    }

    @Test
    void theNewestSetStaysHoweverShortTheRoomIs() throws Exception {
        MemoryStore a = places.destination("a", last(1), Content.ALL);
        WholeSet.of(OLD).addTo(a);
        WholeSet.of(MIDDLE).addTo(a);
        a.faults().freeBytes(OptionalLong.of(5L << 20));

        DestinationReport report = places.only("a");

        assertThat(report.failure())
                .hasMessage("too little space for %s: 5 MiB free, 16 MiB needed".formatted(NEW))
                .extracting(Failure::kind)
                .isEqualTo(Failure.Kind.REFUSED);
        assertThat(ids(a)).containsExactly(MIDDLE);
        assertThat(report.removed()).extracting(Object::toString).containsExactly(OLD);
    }

    @Test
    void aDryRunRefusesWhatTheRunWouldHaveNoRoomForAndSaysItOnce() throws Exception {
        MemoryStore a = places.destination("a", last(1), Content.ALL);
        WholeSet.of(OLD).addTo(a);
        WholeSet.of(MIDDLE).addTo(a);
        a.faults().freeBytes(OptionalLong.of(5L << 20));
        places.dryRun = true;

        SyncResult result = places.run("a");

        assertThat(result.destinations().get(0).failure())
                .hasMessage("too little space for %s: 5 MiB free, 16 MiB needed".formatted(NEW))
                .extracting(Failure::kind)
                .isEqualTo(Failure.Kind.REFUSED);
        assertThat(result.destinations().get(0).missing()).isEmpty();
        assertThat(new SyncReport(result, true).exitCode()).isEqualTo(5);
        assertThat(places.log).noneMatch(line -> line.contains("too little space"));
        assertThat(ids(a)).containsExactly(MIDDLE, OLD);
    }

    @Test
    void aDryRunCountsInWhatRetentionRemovesFirst() throws Exception {
        WholeSet large = WholeSet.of(OLD).snapshot(new byte[8 << 20]);
        MemoryStore a = places.destination("a", last(1), Content.ALL);
        large.addTo(a);
        WholeSet.of(MIDDLE).addTo(a);
        a.faults().freeBytes(OptionalLong.of(12L << 20));
        places.dryRun = true;

        DestinationReport report = places.only("a");

        assertThat(report.failure()).isNull();
        assertThat(report.missing()).extracting(Object::toString).containsExactly(NEW);
        assertThat(ids(a)).containsExactly(MIDDLE, OLD);
    }

    @Test
    void aDryRunNamesTheSetsThatFitBeforeTheOneThatDoesNot() throws Exception {
        WholeSet.of(MIDDLE).snapshot(new byte[8 << 20]).addTo(places.source);
        MemoryStore a = places.destination("a");
        a.faults().freeBytes(OptionalLong.of(20L << 20));
        places.dryRun = true;

        SyncResult result = places.run("a");

        DestinationReport report = result.destinations().get(0);
        assertThat(report.failure()).hasMessageStartingWith("too little space for " + MIDDLE);
        assertThat(report.missing()).extracting(Object::toString).containsExactly(NEW);
        assertThat(new SyncReport(result, true).exitCode()).isEqualTo(3);
    }

    @Test
    void withoutRulesNothingGoesForRoom() throws Exception {
        MemoryStore a = places.destination("a");
        WholeSet.of(OLD).addTo(a);
        a.faults().freeBytes(OptionalLong.of((16L << 20) + 1));

        assertThat(places.only("a").failure()).hasMessageStartingWith("too little space");
        assertThat(ids(a)).containsExactly(OLD);
    }

    @Test
    void aPlaceThatCanNotTellItsRoomIsTried() throws Exception {
        MemoryStore a = places.destination("a");
        a.faults().freeBytes(OptionalLong.empty());

        assertThat(places.only("a").failure()).isNull();
        assertThat(ids(a)).containsExactly(NEW);
    }

    @Test
    void earlierCopiesInTheParentAreNamedWhenAClusterGetsItsOwnDirectory() throws Exception {
        MemoryStore parent = MemoryStore.named("backups");
        WholeSet.of(OLD).addTo(parent);
        WholeSet.of(MIDDLE).addTo(parent);
        MemoryStore own = parent.opened("prod");
        places.add(
                "backups/prod", new Destination(() -> own, KEEP_ALL, Content.ALL, StoredForm.AS_IT_IS, () -> parent));

        DestinationReport first = places.only("backups/prod");
        WholeSet.of("2026-11-20_023000").addTo(places.source);
        DestinationReport second = places.only("backups/prod");

        assertThat(first.failure()).isNull();
        assertThat(first.notes())
                .singleElement()
                .asString()
                .contains("2 earlier sets lie in /backups", "move them into /backups/prod");
        assertThat(second.notes()).as("said when it begins").isEmpty();
        assertThat(ids(own)).hasSize(2);
    }

    /** The role label moved: what a node took before it became a mirror lies above its copies. */
    @Test
    void aMirrorThatTookTheSetsBeforeIsNamedInEachRunWithWhatToType() throws Exception {
        String mirror = "ssh://core@master-1/sets/prod";
        MemoryStore parent = MemoryStore.named("sets");
        WholeSet.of(OLD).addTo(parent);
        WholeSet.of(MIDDLE).cluster("another").addTo(parent);
        MemoryStore own = parent.opened("prod");
        WholeSet.of(NEW).addTo(own);
        places.addRemote(mirror, new Destination(() -> own, KEEP_ALL, Content.ALL, StoredForm.AS_IT_IS, () -> parent));

        SyncResult result = places.run(DestinationRequest.at(Location.parse(mirror)));

        assertThat(result.destinations().get(0).notes())
                .singleElement()
                .asString()
                .startsWith("1 earlier sets lie in " + parent.location())
                .endsWith("etcd-snapshot purge " + parent.location() + " --keep-last 1");
    }

    @Test
    void aParentWithoutSetsOrThatCanNotBeReadIsNoMatter() throws Exception {
        MemoryStore parent = MemoryStore.named("backups");
        MemoryStore own = MemoryStore.named("own");
        places.add("own", new Destination(() -> own, KEEP_ALL, Content.ALL, StoredForm.AS_IT_IS, () -> parent));

        assertThat(places.only("own").notes()).isEmpty();
        own.files().deleteTree("/own/" + NEW);
        parent.faults().disconnected();
        DestinationReport report = places.only("own");

        assertThat(report.failure()).isNull();
        assertThat(report.notes()).isEmpty();
        assertThat(ids(own)).containsExactly(NEW);
    }

    @Test
    void whatTheSourceCanNotGiveIsAskedForOnceAndFailsNoDestination() throws Exception {
        WholeSet.of(OLD).addTo(places.source);
        places.source.files().put("/source/%s/snapshot_%s.db".formatted(NEW, NEW), damaged(NEW));
        MemoryStore a = places.destination("a");
        MemoryStore b = places.destination("b");

        SyncResult result = places.run("a", "b");

        assertThat(result.failedSets())
                .containsExactly("%s: snapshot_%s.db differs from its manifest".formatted(NEW, NEW));
        assertThat(result.destinations()).extracting(DestinationReport::failure).containsOnlyNulls();
        assertThat(ids(a)).containsExactly(OLD).isEqualTo(ids(b));
    }

    @Test
    void halvesGoWhereTheyBelong() throws Exception {
        MemoryStore data = places.destination("data", KEEP_ALL, Content.SNAPSHOT);
        MemoryStore keys = places.destination("keys", KEEP_ALL, Content.KUBE_RESOURCES);
        MemoryStore whole = places.destination("whole");
        WholeSet.of(NEW).content(Content.SNAPSHOT).addTo(whole);

        SyncResult result = places.run("data", "keys", "whole");

        assertThat(result.destinations()).extracting(DestinationReport::failure).containsOnlyNulls();
        assertThat(files(data)).containsExactly("SHA256SUMS", "manifest.json", "snapshot_" + NEW + ".db");
        assertThat(files(keys))
                .containsExactly("SHA256SUMS", "manifest.json", "static_kuberesources_" + NEW + ".tar.gz");
        assertThat(files(whole)).hasSize(4);
        assertThat(result.destinations().get(0).copied().get(0).content()).isEqualTo(Content.SNAPSHOT);
        assertThat(places.run(to("keys"), to("data")).destinations()).allMatch(report -> report.alreadyThere() == 1);
    }

    @Test
    void aHalfThatIsInTheWayIsSaidAndLeft() throws Exception {
        MemoryStore keys = places.destination("keys", KEEP_ALL, Content.SNAPSHOT);
        WholeSet.of(NEW).content(Content.KUBE_RESOURCES).addTo(keys);

        assertThat(places.only("keys").failure()).isNull();
        assertThat(places.log)
                .contains(
                        "warning: /keys: %s is left unchanged at the destination: kube resources only".formatted(NEW));
    }

    /** There is room as soon as there are fewer sets than this. */
    private static void roomOnceBelow(MemoryStore store, int sets) {
        store.faults().freeBytes(() -> {
            try {
                return OptionalLong.of(ids(store).size() < sets ? 1L << 40 : 1);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void remove(MemoryStore store, String id) {
        try {
            store.files().deleteTree(store.location() + "/" + id);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** No directory can be made while there are so many sets. */
    private static void outOfInodesWith(MemoryStore store, int sets) {
        store.faults().outOfInodes(() -> {
            try {
                return ids(store).size() >= sets;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private byte[] damaged(String id) throws IOException {
        byte[] bytes = places.source
                .files()
                .content("/source/%s/snapshot_%s.db".formatted(id, id))
                .clone();
        bytes[5000] ^= 1;
        return bytes;
    }

    private static List<String> names(MemoryStore store) throws IOException {
        return store.files().entries(store.location().toString()).stream()
                .map(entry -> entry.name())
                .toList();
    }

    private static List<String> files(MemoryStore store) throws IOException {
        return store.files().entries(store.location() + "/" + NEW).stream()
                .map(entry -> entry.name())
                .toList();
    }

    private static RetentionPolicy last(int count) {
        return new RetentionPolicy(Map.of(Period.LAST, count), null, List.of());
    }
}
