package io.etcdsnapshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Patchable;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.backup.SpaceAware;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.store.layout.LayoutNames;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import io.etcdsnapshot.testing.SampleSets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store must do; each adapter has a subclass that runs this against the real thing. */
public abstract class StoreContract {
    private static final String ID = "2026-11-20_013000";
    private static final int PAGE = 4096;

    static SampleSets samples;

    @TempDir
    protected static Path shared;

    private Place place;
    private WritableStore store;

    @BeforeAll
    static void takeSamples() throws Exception {
        samples = SampleSets.take(shared);
    }

    /** Makes an empty directory that the store works in. */
    protected abstract Place newPlace() throws Exception;

    /** Opens the place, or what is below it, as another process would. */
    protected abstract WritableStore storeAt(Place place, String below);

    protected abstract Writer writer();

    @BeforeEach
    void open() throws Exception {
        place = newPlace();
        store = storeAt(place, "");
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void takesASetInAndShowsItWhole() throws Exception {
        Path original = samples.add(newDirectory(), ID);

        BackupSet published = send(original, ID, Optional.empty());

        assertThat(published.state()).isEqualTo(SetState.COMPLETE);
        assertThat(store.list().sets()).containsExactly(published);
        assertThat(SetVerifier.verify(published, store).ok()).isTrue();
        if (place.permissions(ID) != null) {
            assertThat(place.permissions(ID)).isEqualTo("rwx------");
            for (SetFile file : published.files()) {
                assertThat(place.permissions(ID + "/" + file.name())).isEqualTo("rw-------");
            }
        }
    }

    /** Random pages, all zeros, what was zeros, and an end that is no whole page; shorter and longer than the earlier file. */
    @ParameterizedTest
    @ValueSource(ints = {-5 * PAGE - 32, 0, 3 * PAGE + 32})
    void laysPagesOverACopyOfAnEarlierFile(int growth) throws Exception {
        add(ID);
        String earlier = "snapshot_" + ID + ".db";
        byte[] old = random(64 * PAGE + 32);
        Arrays.fill(old, 20 * PAGE, 24 * PAGE, (byte) 0);
        place.write(ID + "/" + earlier, old);
        byte[] wanted = Arrays.copyOf(old, old.length + growth);
        int tail = wanted.length / PAGE * PAGE - PAGE;
        int[][] runs = {{0, PAGE}, {3 * PAGE, 9 * PAGE}, {21 * PAGE, 22 * PAGE}, {tail, wanted.length}};
        for (int[] run : runs) {
            System.arraycopy(random(run[1]), run[0], wanted, run[0], run[1] - run[0]);
        }
        Arrays.fill(wanted, 4 * PAGE, 6 * PAGE, (byte) 0);

        try (Incoming incoming = store.receive(new BackupSetId("2026-11-21_013000"))) {
            BackupSet basis = store.list().sets().get(0);
            Patchable patchable = incoming.ability(Patchable.class).orElseThrow();
            boolean copied = patchable.copyFrom(basis, earlier, "snapshot.db");
            int[][] sent = copied ? runs : new int[][] {{0, wanted.length}};
            try (Incoming.FileWriter writer = copied
                    ? patchable.patch("snapshot.db", wanted.length)
                    : incoming.create("snapshot.db", wanted.length)) {
                for (int[] run : sent) {
                    writer.write(run[0], wanted, run[0], run[1] - run[0]);
                }
                writer.finish(wanted.length);
            }

            assertProven(incoming, "snapshot.db", wanted);
            assertThat(incoming.bytesSent()).isLessThan(copied ? 14L * PAGE : wanted.length + 1);
        }
        assertThat(place.read(ID + "/" + earlier)).isEqualTo(old);
    }

    private static void assertProven(Incoming incoming, String file, byte[] content) throws IOException {
        Map<String, String> right = Map.of(file, Sha256.of(content));
        assertThat(incoming.prove(right).differing(right)).isEmpty();
        Map<String, String> wrong = Map.of(file, "0".repeat(64));
        assertThat(incoming.prove(wrong).differing(wrong)).containsKey(file);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void showsNothingBeforePublicationAndLeavesNothingWithoutIt() throws Exception {
        try (Incoming incoming = store.receive(new BackupSetId(ID))) {
            write(incoming, "manifest.json", new byte[100]);
            assertThat(store.list().sets()).isEmpty();
            assertThat(store.list().ignored()).isEmpty();
        }

        assertThat(names()).isEmpty();
    }

    @Test
    void refusesToPublishOverASet() throws Exception {
        add(ID);
        try (Incoming incoming = store.receive(new BackupSetId(ID))) {
            write(incoming, "manifest.json", new byte[100]);
            assertThatExceptionOfType(Exception.class).isThrownBy(() -> incoming.publish(Optional.empty()));
        }

        assertThat(SetVerifier.verify(store.list().sets().get(0), store).ok()).isTrue();
        assertThat(names()).containsExactly(ID);
    }

    @Test
    void replacesASetThatIsNotGood() throws Exception {
        Path original = samples.add(newDirectory(), ID);
        place.makeDirectory(ID);

        send(original, ID, Optional.of(store.list().sets().get(0)));

        assertThat(store.list().sets()).extracting(BackupSet::state).containsExactly(SetState.COMPLETE);
        assertThat(names()).containsExactly(ID);
    }

    @Test
    void hashesWhatIsStored() throws Exception {
        byte[] content = "it's what etcd sent".repeat(50_000).getBytes(StandardCharsets.UTF_8);
        try (Incoming incoming = store.receive(new BackupSetId(ID))) {
            write(incoming, "a file.db", content);

            assertProven(incoming, "a file.db", content);
            assertThat(incoming.bytesSent()).isEqualTo(content.length);
        }
    }

    @Test
    void showsAHalfAsCompleteAndProvesWhatItKeeps() throws Exception {
        for (Content half : List.of(Content.SNAPSHOT, Content.KUBE_RESOURCES)) {
            String id = half == Content.SNAPSHOT ? ID : "2026-11-21_013000";
            place.copyIn(samples.add(newDirectory(), id, half), id);

            BackupSet set = store.list().sets().get(0);

            assertThat(set.id().value()).isEqualTo(id);
            assertThat(set.state()).isEqualTo(SetState.COMPLETE);
            assertThat(set.content()).isEqualTo(half);
            assertThat(SetVerifier.verify(set, store).ok()).isTrue();
            damage(id + "/" + set.files().get(0).name());
            assertThat(SetVerifier.verify(set, store).ok()).isFalse();
        }
    }

    @Test
    void removesASetAsAWholeAndNothingElse() throws Exception {
        add(ID);
        add("2026-11-21_013000");
        addFlat("", "2026-11-19_013000");
        place.write("README", "foreign".getBytes(StandardCharsets.UTF_8));

        for (BackupSet set : store.list().sets()) {
            if (!set.id().value().equals(ID)) {
                store.remove(set);
            }
        }

        assertThat(names()).containsExactly(ID, "README");
        assertThat(store.list().ignored()).containsExactly("README");
    }

    @Test
    void clearsWhatUnfinishedRunsLeft() throws Exception {
        String half = writer().unfinished() + "x/deeper";
        place.makeDirectory(half);
        place.write(half + "/file", new byte[4]);
        place.makeLink(half + "/link", shared);
        place.makeLink(writer().unfinished() + "link", shared);
        addFlat("", "2026-11-19_013000");
        place.makeDirectory(writer().removingFlat() + "2026-11-19_013000");
        assertThat(store.list().sets()).isEmpty();

        store.clearLeftovers(true);

        assertThat(names()).isEmpty();
        assertThat(shared).isNotEmptyDirectory();
    }

    /** Its lock keeps out this kind only. */
    @Test
    void leavesAloneWhatTheOtherKindOfWriterMayBeWriting() throws Exception {
        Writer other = writer() == Writer.HERE ? Writer.FROM_AFAR : Writer.HERE;
        String fresh = other.unfinished() + "fresh";
        String abandoned = other.unfinished() + "abandoned";
        place.makeDirectory(fresh);
        place.makeDirectory(abandoned);
        place.touch(abandoned, Instant.now().minus(Duration.ofHours(25)));

        store.clearLeftovers(true);

        assertThat(place.exists(fresh)).isTrue();
        assertThat(place.exists(abandoned)).isFalse();
    }

    /** Killed between the renames of a replacement: the new one is ready, and the old one may be out of its place. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReplacementThatWasCutShortIsFinishedOrUndone(boolean oldOneIsThere) throws Exception {
        place.copyIn(samples.add(newDirectory(), ID), ".incomplete-ready-" + ID);
        place.makeDirectory(oldOneIsThere ? ID : writer().unfinished() + "removing-1");

        store.clearLeftovers(true);

        assertThat(names()).containsExactly(ID);
        assertThat(store.list().sets())
                .extracting(BackupSet::state)
                .containsExactly(oldOneIsThere ? SetState.INCOMPLETE : SetState.COMPLETE);
    }

    @Test
    protected void aLockKeepsOthersOutUntilItIsGivenBack() throws Exception {
        try (WritableStore other = storeAt(place, "")) {
            Lockable.Lock lock = Lockable.lock(store, "test");
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Lockable.lock(other, "another"))
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.REFUSED));
            lock.close();

            Lockable.lock(other, "another").close();
        }
    }

    @Test
    void aMissingPlaceIsNamed() throws IOException {
        try (WritableStore nowhere = storeAt(place, "nowhere")) {
            assertThatExceptionOfType(Unreadable.class)
                    .isThrownBy(nowhere::list)
                    .withMessageContaining("nowhere: no such file or directory");
            nowhere.prepare();
            assertThat(nowhere.list().sets()).isEmpty();
        }
    }

    @Test
    void tellsTheFreeSpace() throws IOException {
        assertThat(SpaceAware.freeBytes(store)).isPresent();
        if (place instanceof Place.OnDisk disk) {
            assertThat(SpaceAware.freeBytes(store).getAsLong())
                    .isCloseTo(disk.directory().toFile().getUsableSpace(), Percentage.withPercentage(5));
        }
    }

    @Test
    void setsOfOtherToolsAreReadAndNeverTouched() throws Exception {
        place.makeDirectory(ID);
        addFlat(ID, "2026-11-20_013002");
        addFlat(ID, "2026-11-20_014500");

        List<BackupSet> sets = store.list().sets();

        assertThat(sets)
                .extracting(set -> set.id().value(), BackupSet::state)
                .containsExactly(
                        tuple("2026-11-20_014500", SetState.FOREIGN), tuple("2026-11-20_013002", SetState.FOREIGN));
        for (BackupSet set : sets) {
            assertThat(SetVerifier.verify(set, store).ok()).isTrue();
            assertThatExceptionOfType(Failure.class).isThrownBy(() -> store.remove(set));
        }
        try (Incoming incoming = store.receive(new BackupSetId(ID))) {
            write(incoming, "manifest.json", new byte[100]);
            assertThatExceptionOfType(Failure.class).isThrownBy(() -> incoming.publish(Optional.of(sets.get(0))));
        }
        assertThat(store.list().sets()).isEqualTo(sets);
    }

    @Test
    void aSetsOwnDirectoryIsThatSet() throws Exception {
        add(ID);
        try (WritableStore set = storeAt(place, ID)) {
            assertThat(set.list().sets()).singleElement().satisfies(only -> {
                assertThat(only.state()).isEqualTo(SetState.COMPLETE);
                assertThat(only.manifest()).isNotNull();
                assertThat(SetVerifier.verify(only, set).ok()).isTrue();
                assertThatExceptionOfType(Failure.class).isThrownBy(() -> set.remove(only));
            });
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Lockable.lock(set, "test"))
                    .withMessageContaining("is a backup set, not a location");
        }
        assertThat(names()).containsExactly(ID);
    }

    @Test
    void directoriesOfClustersAreNamed() throws Exception {
        place.copyIn(samples.add(newDirectory(), ID), "prod/" + ID);
        place.makeDirectory("lost+found");

        assertThat(store.list().sets()).isEmpty();
        assertThat(store.list().clusters()).containsExactly("prod");
        assertThat(store.list().ignored()).containsExactly("lost+found");
    }

    /** Whoever waits for a store gives up where nothing moves. */
    @Test
    void tellsOfEveryMove() throws Exception {
        add(ID);
        AtomicLong moves = new AtomicLong();
        store.reportTo(moves::incrementAndGet);

        BackupSet set = store.list().sets().get(0);
        assertThat(moves.getAndSet(0)).isPositive();
        try (Incoming incoming = store.receive(new BackupSetId("2026-11-21_013000"))) {
            moves.set(0);
            byte[] content = random(2 << 20);
            write(incoming, "snapshot.db", content);
            assertThat(moves.getAndSet(0)).isPositive();
            assertProven(incoming, "snapshot.db", content);
            assertThat(moves.getAndSet(0)).isPositive();
        }
        moves.set(0);
        store.remove(set);
        assertThat(moves.get()).isPositive();
    }

    private void add(String id) throws IOException {
        place.copyIn(samples.add(newDirectory(), id), id);
    }

    private void addFlat(String below, String id) throws IOException {
        Path flat = newDirectory();
        samples.addFlat(flat, id);
        place.copyIn(flat, below);
    }

    private static Path newDirectory() throws IOException {
        return Files.createTempDirectory(shared, "set");
    }

    private void damage(String name) throws IOException {
        byte[] bytes = place.read(name);
        bytes[bytes.length / 2] ^= 0x55;
        place.write(name, bytes);
    }

    private BackupSet send(Path original, String id, Optional<BackupSet> replaced) throws IOException {
        try (Incoming incoming = store.receive(new BackupSetId(id))) {
            for (String name : List.of(
                    "snapshot_" + id + ".db",
                    "static_kuberesources_" + id + ".tar.gz",
                    Manifest.FILE_NAME,
                    Companions.CHECKSUMS)) {
                write(incoming, name, Files.readAllBytes(original.resolve(name)));
            }
            return incoming.publish(replaced);
        }
    }

    private static void write(Incoming incoming, String name, byte[] bytes) throws IOException {
        try (Incoming.FileWriter writer = incoming.create(name, bytes.length)) {
            writer.write(0, bytes, 0, bytes.length);
            writer.finish(bytes.length);
        }
    }

    private List<String> names() throws IOException {
        return place.names().stream()
                .filter(name -> !name.equals(LayoutNames.LOCK_FILE))
                .toList();
    }
}
