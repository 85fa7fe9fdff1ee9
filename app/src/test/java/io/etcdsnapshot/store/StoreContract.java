package io.etcdsnapshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdsnapshot.adopt.Adoption;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.catalogue.History;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.Recorder;
import io.etcdsnapshot.crypto.age.AgeIdentities;
import io.etcdsnapshot.crypto.age.AgeKeys;
import io.etcdsnapshot.crypto.age.AgeSealer;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.store.layout.LayoutNames;
import io.etcdsnapshot.store.wrapped.UnwrappedStore;
import io.etcdsnapshot.sync.Destination;
import io.etcdsnapshot.sync.DestinationReport;
import io.etcdsnapshot.sync.DestinationRequest;
import io.etcdsnapshot.sync.SyncResult;
import io.etcdsnapshot.sync.Synchronizer;
import io.etcdsnapshot.testing.ForeignSet;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every store must do; each adapter has a subclass that runs this against the real thing. */
public abstract class StoreContract {
    protected static final String ID = "2026-11-20_013000";

    private static final Recorder RECORDER =
            new Recorder(Json.HISTORY, "etcd-snapshot test", Clock.systemUTC(), Sets.SILENT);

    protected static SampleSets samples;

    @TempDir
    protected static Path shared;

    protected Place place;
    protected WritableStore store;

    @BeforeAll
    static void takeSamples() throws Exception {
        samples = SampleSets.take(shared);
    }

    /** Makes an empty directory that the store works in. */
    protected abstract Place newPlace() throws Exception;

    /** Opens the place, or what is below it, as another process would. */
    protected abstract WritableStore storeAt(Place place, String below);

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

    /** Whole files that are written in one go, in any form. */
    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void takesInEncryptedAndCompressedSets(boolean encrypt, boolean compress) throws Exception {
        AgeKeys.Generated key = AgeKeys.generate(Instant.EPOCH);
        Path from = newDirectory();
        Path original = samples.add(from, ID);
        AgeSealer sealer = encrypt ? new AgeSealer(List.of(key.recipient())) : null;
        Destination destination = new Destination(
                () -> storeAt(place, ""),
                new RetentionPolicy(Map.of(), null, List.of()),
                Content.ALL,
                new StoredForm(sealer, compress, false, null),
                null);

        SyncResult result = new Synchronizer(
                        Sets.store(from),
                        location -> destination,
                        Json::write,
                        new Synchronizer.Options(Duration.ofMinutes(1), Duration.ZERO, false, false),
                        RECORDER,
                        Clock.systemUTC(),
                        Sets.SILENT)
                .run(List.of(DestinationRequest.at(Location.parse("/elsewhere"))));

        assertThat(result.destinations()).extracting(DestinationReport::failure).containsOnlyNulls();
        ReadableStore opened = new UnwrappedStore(store, new AgeIdentities().add(key.fileContent()));
        BackupSet set = opened.list().sets().get(0);
        assertThat(set.stored()).isNotNull();
        assertThat(SetVerifier.verify(set, opened).ok()).isTrue();
        try (InputStream in = opened.open(set, set.snapshotName())) {
            assertThat(in).hasBinaryContent(Files.readAllBytes(original.resolve(set.snapshotName())));
        }
    }

    protected static void assertProven(Incoming incoming, String file, byte[] content) throws IOException {
        Map<String, String> right = Map.of(file, Sha256.of(content));
        assertThat(incoming.prove(right).differing(right)).isEmpty();
        Map<String, String> wrong = Map.of(file, "0".repeat(64));
        assertThat(incoming.prove(wrong).differing(wrong)).containsKey(file);
    }

    protected static byte[] random(int size) {
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
        add(ID);
        place.write(ID + "/snapshot_" + ID + ".db", new byte[100]);

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
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> {
            try (Incoming incoming = store.receive(new BackupSetId(ID))) {
                write(incoming, "manifest.json", new byte[100]);
                incoming.publish(Optional.of(sets.get(0)));
            }
        });
        assertThat(store.list().sets()).isEqualTo(sets);
    }

    @Test
    void setsOfOtherToolsAreAdoptedWhereTheyLie() throws Exception {
        List<ForeignSet> theirs = List.of(
                ForeignSet.TECH_PREVIEW,
                ForeignSet.SIDECAR,
                ForeignSet.K3S_ZIP,
                ForeignSet.TALOS_ZSTD_AGE,
                ForeignSet.GARDENER_GZIP,
                ForeignSet.HYPERSHIFT);
        for (ForeignSet each : theirs) {
            each.addTo(place);
        }
        place.write("README", "foreign".getBytes(StandardCharsets.UTF_8));
        AgeIdentities identities = new AgeIdentities();
        identities.add(ForeignSet.identity());
        ReadableStore opened = new UnwrappedStore(store, identities);
        assertThat(opened.list().sets())
                .extracting(set -> set.layout().tool(), BackupSet::state)
                .containsExactlyInAnyOrderElementsOf(theirs.stream()
                        .map(each -> tuple(each.tool(), SetState.FOREIGN))
                        .toList());

        Adoption.Result result = new Adoption(opened, store, Json::write, Sets.SILENT).run();

        assertThat(result.adopted()).as("%s", result).hasSameSizeAs(theirs);
        for (ForeignSet each : theirs) {
            for (Map.Entry<String, byte[]> file : each.files().entrySet()) {
                assertThat(place.read(file.getKey())).isEqualTo(file.getValue());
            }
        }
        for (BackupSet set : opened.list().sets()) {
            assertThat(set.state()).as("%s", set).isEqualTo(SetState.COMPLETE);
            SetVerification verdict = SetVerifier.verify(set, opened);
            assertThat(verdict.findings()).allMatch(finding -> finding.ok() && !finding.isWarning());
            store.remove(set.asStored());
        }
        assertThat(store.list().sets()).isEmpty();
        assertThat(names()).allMatch(name -> name.equals("README") || name.equals("v2"));
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
                    .isThrownBy(() -> {
                        set.prepare();
                        Lockable.lock(set, "test").close();
                    })
                    .withMessageContaining("is a backup set, not a location");
        }
        assertThat(names()).containsExactly(ID);
    }

    @Test
    void directoriesOfClustersAreNamed() throws Exception {
        place.copyIn(samples.add(newDirectory(), ID), "prod/" + ID);
        place.makeDirectory("lost+found");
        place.write("lost+found/part", new byte[1]);

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

    @Test
    void keepsAHistoryBesideTheSetsThatTwoWritersShare() throws Exception {
        add(ID);
        BackupSet set = store.list().sets().get(0);
        ExecutorService writers = Executors.newFixedThreadPool(2);
        List<Future<?>> done = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            done.add(writers.submit(() -> {
                try (WritableStore own = storeAt(place, "")) {
                    for (int line = 0; line < 3; line++) {
                        RECORDER.append(own, List.of(RECORDER.taken(set, line)));
                    }
                }
                return true;
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        writers.shutdown();

        assertThat(History.read(store, Json.HISTORY, Sets.SILENT).outcomes())
                .hasSizeBetween(keepsWritersApart() ? 6 : 1, 6)
                .allMatch(Outcome::isVerified);
        assertThat(names()).containsExactlyInAnyOrder(ID, OwnFile.HISTORY.fileName());
        if (place.permissions(ID) != null) {
            assertThat(place.permissions(OwnFile.HISTORY.fileName())).isEqualTo("rw-------");
        }
        assertThat(store.list().sets()).containsExactly(set);
        assertThat(store.list().ignored()).isEmpty();
    }

    /** Returns whether the place lets a writer replace what it has read, and nothing else. */
    protected boolean keepsWritersApart() {
        return true;
    }

    protected void add(String id) throws IOException {
        place.copyIn(samples.add(newDirectory(), id), id);
    }

    protected void addFlat(String below, String id) throws IOException {
        Path flat = newDirectory();
        samples.addFlat(flat, id);
        place.copyIn(flat, below);
    }

    protected static Path newDirectory() throws IOException {
        return Files.createTempDirectory(shared, "set");
    }

    private void damage(String name) throws IOException {
        byte[] bytes = place.read(name);
        bytes[bytes.length / 2] ^= 0x55;
        place.write(name, bytes);
    }

    protected BackupSet send(Path original, String id, Optional<BackupSet> replaced) throws IOException {
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

    protected static void write(Incoming incoming, String name, byte[] bytes) throws IOException {
        try (Incoming.FileWriter writer = incoming.create(name, bytes.length)) {
            writer.write(0, bytes, 0, bytes.length);
            writer.finish(bytes.length);
        }
    }

    protected List<String> names() throws IOException {
        return place.names().stream()
                .filter(name -> !name.equals(LayoutNames.LOCK_FILE))
                .toList();
    }
}
