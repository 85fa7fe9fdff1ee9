package io.etcdsnapshot.store.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryStoreTest {
    private static final String ID = "2026-11-20_013000";

    @TempDir
    Path location;

    @Test
    void listsSetsOfAllKindsNewestFirst() throws IOException {
        Sets.makeComplete(location, "2026-11-18_013000");
        Sets.makeFlat(location, "2026-11-19_013000", false);
        Sets.makeFlat(location, "2026-11-20_013000", true);
        Sets.makeComplete(location, "2026-11-21_013000", "pre-upgrade");

        assertThat(Sets.in(location))
                .extracting(set -> set.id().value(), BackupSet::state, BackupSet::flat, BackupSet::dirty)
                .containsExactly(
                        tuple("2026-11-21_013000", SetState.COMPLETE, false, false),
                        tuple("2026-11-20_013000", SetState.FLAT, true, true),
                        tuple("2026-11-19_013000", SetState.FLAT, true, false),
                        tuple("2026-11-18_013000", SetState.COMPLETE, false, false));
    }

    @Test
    void everyReadOfAFileIsProgress() throws IOException {
        Sets.makeComplete(location, ID);
        DirectoryStore store = Sets.store(location);
        BackupSet set = store.list().sets().get(0);
        AtomicInteger moves = new AtomicInteger();
        store.reportTo(moves::incrementAndGet);

        try (InputStream in = store.open(set, set.files().get(0).name())) {
            for (int part = 0; part < 3; part++) {
                moves.set(0);
                assertThat(in.readNBytes(7)).hasSize(7);
                assertThat(moves).as("part %d", part).hasPositiveValue();
            }
        }
    }

    @Test
    void whatIsForeignIsIgnoredAndNamed() throws IOException {
        Sets.makeComplete(location, ID);
        Files.createDirectory(location.resolve("lost+found"));
        Files.createDirectory(location.resolve("2026-02-30_013000"));
        Files.writeString(location.resolve("README"), "not a set");
        Files.writeString(location.resolve("snapshot_2026-11-20_013000.db.part"), "not a set");
        Files.writeString(location.resolve("snapshot_latest.db"), "not a set");
        Files.createSymbolicLink(location.resolve("2026-11-21_013000"), location.resolve(ID));
        Files.createDirectory(location.resolve("snapshot_2026-11-22_013000.db"));

        Listing listing = Sets.store(location).list();

        assertThat(listing.sets()).extracting(BackupSet::id).containsExactly(new BackupSetId(ID));
        assertThat(listing.ignored())
                .containsExactly(
                        "2026-02-30_013000",
                        "2026-11-21_013000",
                        "README",
                        "lost+found",
                        "snapshot_2026-11-20_013000.db.part",
                        "snapshot_2026-11-22_013000.db",
                        "snapshot_latest.db");
    }

    @Test
    void neitherUnfinishedDirectoriesNorTheLockAreShownAtAll() throws IOException {
        Sets.makeComplete(Files.createDirectory(location.resolve(".incomplete-1")), ID);
        Files.createFile(location.resolve(".etcd-snapshot.lock"));

        Listing listing = Sets.store(location).list();

        assertThat(listing.sets()).isEmpty();
        assertThat(listing.ignored()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot_2026-11-20_013000.db", "static_kuberesources_2026-11-20_013000.tar.gz"})
    void aSetThatLacksAFileIsIncompleteAndSaysWhich(String file) throws IOException {
        Sets.makeComplete(location, ID);
        Files.delete(location.resolve(ID).resolve(file));
        Path flat = Files.createDirectory(location.resolve("flat"));
        Sets.makeFlat(flat, ID, false);
        Files.delete(flat.resolve(file));

        for (Path place : List.of(location, flat)) {
            assertThat(Sets.in(place)).singleElement().satisfies(set -> {
                assertThat(set.state()).isEqualTo(SetState.INCOMPLETE);
                assertThat(set.problem()).contains(file);
            });
        }
    }

    @Test
    void aPairInADirectoryWithoutAManifestIsAnotherToolsAndUsable() throws IOException {
        Files.delete(Sets.makeComplete(location, ID).resolve("manifest.json"));

        assertThat(Sets.in(location)).singleElement().satisfies(set -> {
            assertThat(set.state()).isEqualTo(SetState.FOREIGN);
            assertThat(set.isUsable()).isTrue();
            assertThat(set.counts()).isFalse();
            assertThat(set.isRemovable()).isFalse();
            assertThat(set.problem()).isEqualTo("there is no manifest.json");
        });
    }

    /** OpenShift's own server stamps the files a moment after the directory, and two runs may share one. */
    @Test
    void foreignPairsAreToldApartByTheStampInTheirFileNames() throws IOException {
        Path directory = Files.createDirectory(location.resolve(ID));
        Sets.makeFlat(directory, "2026-11-20_013002", false);
        Sets.makeFlat(directory, "2026-11-20_013004", true);
        Files.writeString(directory.resolve("snapshot_2026-11-20_013006.db"), "x".repeat(544));

        assertThat(Sets.in(location))
                .extracting(set -> set.id().value(), BackupSet::state, BackupSet::dirty, BackupSet::path)
                .containsExactly(
                        tuple("2026-11-20_013006", SetState.INCOMPLETE, false, directory.toString()),
                        tuple("2026-11-20_013004", SetState.FOREIGN, true, directory.toString()),
                        tuple("2026-11-20_013002", SetState.FOREIGN, false, directory.toString()));
        assertThat(Sets.in(location)).noneMatch(BackupSet::isRemovable);
    }

    @Test
    void whatThisProgramDidNotMakeIsNeitherRemovedNorReplaced() throws IOException {
        Path directory = Files.createDirectory(location.resolve(ID));
        Sets.makeFlat(directory, ID, false);
        BackupSet foreign = Sets.in(location).get(0);
        DirectoryStore store = Sets.store(location);

        assertThatExceptionOfType(Failure.class).isThrownBy(() -> store.remove(foreign));
        try (Incoming incoming = store.receive(foreign.id())) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> incoming.publish(Optional.of(foreign)))
                    .withMessageContaining("did not make");
        }
        assertThat(directory).isDirectoryContaining("glob:**.db");
    }

    @Test
    void aSetsOwnDirectoryIsThatOneSetAndTakesNoOther() throws IOException {
        Path complete = Sets.makeComplete(location, ID, "pre-upgrade");
        Path renamed = Files.createDirectories(location.resolve("elsewhere")).resolve("brought along");
        Files.move(Sets.makeComplete(location, "2026-11-19_013000"), renamed);
        Path foreign = Files.createDirectory(location.resolve("2026-11-21_013000"));
        Sets.makeFlat(foreign, "2026-11-21_013001", false);

        assertThat(Sets.in(complete)).singleElement().satisfies(set -> {
            assertThat(set.state()).isEqualTo(SetState.COMPLETE);
            assertThat(set.path()).isEqualTo(complete.toString());
            assertThat(set.tags()).containsExactly("pre-upgrade");
        });
        assertThat(Sets.in(renamed)).extracting(set -> set.id().value()).containsExactly("2026-11-19_013000");
        assertThat(Sets.in(foreign)).extracting(BackupSet::state).containsExactly(SetState.FOREIGN);
        for (Path set : List.of(complete, renamed, foreign)) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Sets.store(set).lock("test"))
                    .withMessageContaining("is a backup set, not a location");
        }
        assertThat(complete.resolve(".etcd-snapshot.lock")).doesNotExist();
    }

    @Test
    void directoriesThatHoldSetsOfTheirOwnAreNamedAndHinted() throws IOException {
        Sets.makeComplete(Files.createDirectory(location.resolve("prod")), ID);
        Sets.makeFlat(Files.createDirectory(location.resolve("test")), ID, false);
        Files.createDirectory(location.resolve("lost+found"));

        Listing listing = Sets.store(location).list();

        assertThat(listing.clusters()).containsExactly("prod", "test");
        assertThat(listing.ignored()).containsExactly("lost+found");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(listing::requireAny)
                .satisfies(failure -> assertThat(failure.hint()).contains(location + "/prod, " + location + "/test"));
    }

    @Test
    void aLinkInPlaceOfAManifestIsNotFollowed() throws IOException {
        Path manifest = Sets.makeComplete(location, ID).resolve("manifest.json");
        Files.delete(manifest);
        Files.createSymbolicLink(manifest, manifest);

        assertThat(Sets.in(location)).extracting(BackupSet::state).containsExactly(SetState.FOREIGN);
    }

    @Test
    void aSetWithAnotherSizeOrAnotherPairIsCorrupt() throws IOException {
        Path first = Sets.makeComplete(location, ID);
        Files.writeString(first.resolve("snapshot_" + ID + ".db"), "of another length");
        Sets.makeFlat(Sets.makeComplete(location, "2026-11-21_013000"), "2026-11-22_013000", false);

        assertThat(Sets.in(location)).extracting(BackupSet::state).containsExactly(SetState.CORRUPT, SetState.CORRUPT);
    }

    /** One bad manifest must neither hide the other sets nor stop the next backup. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"id\": 7}", "\"\u00ff", "{\"formatVersion\": 99}"})
    void aManifestThatCannotBeParsedIsAWarningAndHidesNoOtherSet(String text) throws IOException {
        Sets.makeComplete(location, "2026-11-19_013000");
        Path manifest = Sets.makeComplete(location, ID).resolve("manifest.json");
        Files.writeString(manifest, text, java.nio.charset.StandardCharsets.ISO_8859_1);

        assertThat(Sets.in(location)).extracting(BackupSet::state).containsExactly(SetState.FOREIGN, SetState.COMPLETE);
        assertThat(Sets.in(location).get(0).problem()).contains("cannot parse manifest.json");
    }

    @Test
    void theManifestOfAnotherSetMakesItCorrupt() throws IOException {
        Path other = Sets.makeComplete(location, "2026-11-19_013000");
        Path mine = Sets.makeComplete(location, ID);
        Files.write(mine.resolve("manifest.json"), Files.readAllBytes(other.resolve("manifest.json")));

        assertThat(Sets.in(location)).extracting(BackupSet::state).containsExactly(SetState.CORRUPT, SetState.COMPLETE);
    }

    @Test
    void aMissingLocationIsAFailureThatNamesIt() {
        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(() -> Sets.store(location.resolve("nowhere")).list())
                .withMessageContaining(location.resolve("nowhere").toString());
    }
}
