package io.etcdsnapshot.sync;

import static io.etcdsnapshot.sync.MemoryPlaces.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.store.layout.FileTree;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.WholeSet;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How one set comes to one place, and whose fault it is where a copy differs. */
@Timeout(60)
class SetCopyTest {
    private static final String BASIS = "2026-11-19_013000";
    private static final String NEW = "2026-11-20_013000";
    private static final int PAGE = 4096;
    private static final int PAGES = 1000;

    private final byte[] yesterday = random(PAGES * PAGE + 32);
    private final byte[] today = yesterday.clone();
    private final MemoryPlaces places = new MemoryPlaces();

    @BeforeEach
    void aSourceWhoseNewestSetIsMuchLikeTheOneBefore() {
        for (int page : new int[] {0, 17, 18, 500, PAGES}) {
            today[page * PAGE + 5]++;
        }
        WholeSet.of(BASIS).snapshot(yesterday).addTo(places.source);
        WholeSet.of(NEW).snapshot(today).addTo(places.source);
    }

    @Test
    void onlyThePagesThatDifferAreSentWhereBothHoldAnEarlierSet() throws Exception {
        MemoryStore a = placeWithBasis("a");

        DestinationReport.Copied copied = places.only("a").copied().get(0);

        assertThat(copied.bytes()).isGreaterThan(PAGES * PAGE);
        assertThat(copied.bytesSent()).isBetween(4L * PAGE, 7L * PAGE);
        assertThat(snapshot(a)).isEqualTo(today);
    }

    @Test
    void everythingIsSentWhereThePlaceCanNotPatch() throws Exception {
        MemoryStore a = placeWithBasis("a").without(Patchable.class);

        assertThat(places.only("a").copied().get(0).bytesSent()).isGreaterThan(PAGES * PAGE);
        assertThat(snapshot(a)).isEqualTo(today);
    }

    @Test
    void everythingIsSentWhereTheSourceIsFarAway() throws Exception {
        MemoryStore a = placeWithBasis("a");
        MemoryPlaces far = new MemoryPlaces();
        WholeSet.of(BASIS).snapshot(yesterday).addTo(far.source);
        WholeSet.of(NEW).snapshot(today).addTo(far.source);
        far.remoteSource();
        far.add(
                "a",
                new Destination(
                        () -> a, MemoryPlaces.KEEP_ALL, io.etcdsnapshot.backup.Content.ALL, StoredForm.AS_IT_IS, null));

        assertThat(far.only("a").copied().get(0).bytesSent()).isGreaterThan(PAGES * PAGE);
        assertThat(snapshot(a)).isEqualTo(today);
    }

    @Test
    void everythingIsSentWhereMostPagesDiffer() throws Exception {
        byte[] other = random(PAGES * PAGE + 64);
        WholeSet.of(NEW).snapshot(other).addTo(places.source);
        MemoryStore a = placeWithBasis("a");

        assertThat(places.only("a").copied().get(0).bytesSent()).isGreaterThan(PAGES * PAGE);
        assertThat(snapshot(a)).isEqualTo(other);
    }

    @Test
    void everythingIsSentWhereTheEarlierSetOfTheSourceCanNotBeRead() throws Exception {
        MemoryStore a = placeWithBasis("a");
        places.source.faults().unreadable("snapshot_%s.db".formatted(BASIS));

        assertThat(places.only("a").failure()).isNull();
        assertThat(snapshot(a)).isEqualTo(today);
    }

    @Test
    void aDamagedEarlierSetThereIsSaidAndAllIsSentOnTopOfIt() throws Exception {
        MemoryStore a = placeWithBasis("a");
        byte[] damaged = yesterday.clone();
        damaged[700 * PAGE]++;
        a.files().put("/a/%s/snapshot_%s.db".formatted(BASIS, BASIS), damaged);

        DestinationReport report = places.only("a");

        assertThat(report.failure()).isNull();
        assertThat(snapshot(a)).isEqualTo(today);
        assertThat(places.log)
                .contains("warning: /a: an earlier snapshot there is damaged, verify it; sending all of snapshot_%s.db"
                        .formatted(NEW));
    }

    @Test
    void whatIsStoredOtherwiseThanSentIsNotShown() throws Exception {
        MemoryStore a = places.destination("a");
        a.faults().damagedAtRest("snapshot_%s.db".formatted(NEW));

        DestinationReport report = places.only("a");

        assertThat(report.failure())
                .hasMessageStartingWith("snapshot_%s.db of %s is not what was sent: SHA-256 ".formatted(NEW, NEW))
                .extracting(Failure::kind)
                .isEqualTo(Failure.Kind.NOT_WHOLE);
        assertThat(report.copied()).isEmpty();
        assertThat(ids(a)).isEmpty();
        assertThat(a.files().entries("/a"))
                .singleElement()
                .extracting(FileTree.Entry::name)
                .isEqualTo(OwnFile.HISTORY.fileName());
    }

    @Test
    void aPlaceThatDamagesEvenWhatIsSentAsAWholeFails() throws Exception {
        MemoryStore a = placeWithBasis("a");
        a.faults().damagedAtRest("snapshot_%s.db".formatted(NEW));

        assertThat(places.only("a").failure()).hasMessageContaining("is not what was sent");
        assertThat(ids(a)).containsExactly(BASIS);
    }

    @Test
    void aSmallFileThatIsStoredOtherwiseIsThePlacesFaultToo() throws Exception {
        MemoryStore a = places.destination("a");
        a.faults().damagedAtRest("SHA256SUMS");

        assertThat(places.only("a").failure()).hasMessageStartingWith("SHA256SUMS of " + NEW);
        assertThat(ids(a)).isEmpty();
    }

    @Test
    void aSourceFileThatBecameAnotherIsTheSourcesFault() throws Exception {
        MemoryStore a = placeWithBasis("a");
        byte[] other = today.clone();
        other[300 * PAGE]++;
        replaceNew(other);

        assertSourceFails("snapshot_%s.db differs from its manifest".formatted(NEW), a);
    }

    @Test
    void aSourceFileThatGrewIsTheSourcesFault() throws Exception {
        MemoryStore a = places.destination("a");
        WholeSet.of(BASIS).snapshot(yesterday).addTo(a);
        growWhileRead(Arrays.copyOf(today, today.length + 1));

        assertSourceFails("snapshot_%s.db is longer than its manifest says".formatted(NEW), a);
    }

    @Test
    void aSourceFileThatShrankIsTheSourcesFault() throws Exception {
        MemoryStore a = places.destination("a");
        WholeSet.of(BASIS).snapshot(yesterday).addTo(a);
        growWhileRead(Arrays.copyOf(today, today.length - 1));

        assertSourceFails("snapshot_%s.db is shorter than its manifest says".formatted(NEW), a);
    }

    @Test
    void aSourceThatBreaksOffIsTheSourcesFault() throws Exception {
        MemoryStore a = places.destination("a");
        WholeSet.of(BASIS).snapshot(yesterday).addTo(a);
        places.source.faults().failAfterReading(100 * PAGE);

        SyncResult result = places.run("a");

        assertThat(result.failedSets()).singleElement().asString().contains("the connection was lost");
        assertThat(result.destinations().get(0).failure()).isNull();
        assertThat(ids(a)).containsExactly(BASIS);
    }

    @Test
    void aFlatSetIsVerifiedAndGetsAManifest() throws Exception {
        MemoryPlaces flat = new MemoryPlaces();
        WholeSet.of(NEW).addFlatTo(flat.source);
        MemoryStore a = flat.destination("a");

        assertThat(flat.run("a").failedSets()).isEmpty();
        assertThat(a.opened("").list().sets().get(0).requireManifest().files()).allMatch(file -> file.sha256() != null);
        assertThat(a.opened("").list().sets().get(0).requireManifest().tool()).isEqualTo("cluster-backup.sh");
    }

    @Test
    void aDamagedFlatSetIsNotCopied() throws Exception {
        MemoryPlaces flat = new MemoryPlaces();
        WholeSet.of(NEW).snapshot(yesterday).addFlatTo(flat.source);
        MemoryStore a = flat.destination("a");

        assertThat(flat.run("a").failedSets()).singleElement().asString().startsWith(NEW + ": snapshot_");
        assertThat(ids(a)).isEmpty();
    }

    @Test
    void aManifestTravelsByteForByte() throws Exception {
        String path = "/source/%s/manifest.json".formatted(NEW);
        String json = new String(places.source.files().content(path)).replaceFirst("\\{", "{\"later\": 1,");
        places.source.files().put(path, json.getBytes());
        MemoryStore a = places.destination("a");

        places.run("a");

        assertThat(new String(a.files().content("/a/%s/manifest.json".formatted(NEW))))
                .isEqualTo(json);
        assertThat(new String(a.files().content("/a/%s/SHA256SUMS".formatted(NEW))))
                .contains(io.etcdsnapshot.io.Sha256.of(json.getBytes()) + "  manifest.json");
    }

    private void assertSourceFails(String reason, MemoryStore there) throws Exception {
        SyncResult result = places.run(there.location().lastName());

        assertThat(result.failedSets()).containsExactly(NEW + ": " + reason);
        assertThat(result.destinations().get(0).failure()).isNull();
        assertThat(ids(there)).containsExactly(BASIS);
        assertThat(there.files().entries(there.location().toString())).hasSize(1);
    }

    private MemoryStore placeWithBasis(String name) {
        MemoryStore store = places.destination(name);
        WholeSet.of(BASIS).snapshot(yesterday).addTo(store);
        return store;
    }

    /** After the listing saw it as it was. */
    private void growWhileRead(byte[] snapshot) {
        places.afterListing(() -> replaceNew(snapshot));
    }

    private void replaceNew(byte[] snapshot) {
        places.source.files().put("/source/%s/snapshot_%s.db".formatted(NEW, NEW), snapshot);
    }

    private static byte[] snapshot(MemoryStore store) throws Exception {
        return store.files().content("%s/%s/snapshot_%s.db".formatted(store.location(), NEW, NEW));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
