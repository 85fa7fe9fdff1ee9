package io.etcdsnapshot.store.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store does to a location: stage, publish, lock and remove. */
class DirectoryStoreChangesTest {
    private static final BackupSetId ID = new BackupSetId("2026-11-20_013000");

    @TempDir
    Path location;

    @Test
    void publishesByRenameWithPrivateRights() throws IOException {
        DirectoryStore store = Sets.store(location);
        Path staging = store.stage();
        Files.writeString(staging.resolve("snapshot_" + ID + ".db"), "content");
        Files.setPosixFilePermissions(
                staging.resolve("snapshot_" + ID + ".db"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(store.list().sets()).isEmpty();

        store.publish(staging, ID);

        Path published = location.resolve(ID.value());
        assertThat(staging).doesNotExist();
        assertThat(rights(published)).isEqualTo("rwx------");
        assertThat(rights(published.resolve("snapshot_" + ID + ".db"))).isEqualTo("rw-------");
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void neverReplacesASet() throws IOException {
        Sets.makeComplete(location, ID.value());
        DirectoryStore store = Sets.store(location);
        Path staging = store.stage();

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> store.publish(staging, ID))
                .withMessageContaining(ID.value());
        assertThat(store.list().sets()).hasSize(1);
    }

    @Test
    void givesItsLockToOneAtATimeAndTheSecondLearnsWhoHasIt() {
        try (Lockable.Lock lock = Sets.store(location).lock("snapshot")) {
            assertThat(lock).isNotNull();
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> Sets.store(location).lock("purge"))
                    .withMessageContaining(
                            "snapshot, process " + ProcessHandle.current().pid())
                    .matches(failure -> failure.kind() == Failure.Kind.REFUSED, "refused");
        }

        Sets.store(location).lock("purge").close();
    }

    @Test
    void removesASetOrAFlatPairAndNothingElse() throws IOException {
        Sets.makeComplete(location, ID.value());
        Sets.makeFlat(location, "2026-11-19_013000", false);
        Sets.makeFlat(location, "2026-11-18_013000", false);
        Files.writeString(location.resolve("README"), "foreign");
        DirectoryStore store = Sets.store(location);

        for (BackupSet set : store.list().sets().subList(0, 2)) {
            store.remove(set);
        }

        assertThat(location.toFile().list())
                .containsExactlyInAnyOrder(
                        "snapshot_2026-11-18_013000.db", "static_kuberesources_2026-11-18_013000.tar.gz", "README");
    }

    @Test
    void aSetInWhoseDirectoryOthersLieStaysWithThem() throws IOException {
        Sets.makeComplete(location, ID.value());
        Path inner = location.resolve(ID.value());
        Sets.makeComplete(Files.createDirectory(inner.resolve("copies")), "2026-11-19_013000");
        DirectoryStore store = Sets.store(location);
        BackupSet set = store.list().sets().get(0);

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> store.remove(set))
                .withMessage("other sets lie in " + inner.resolve("copies"));

        assertThat(inner.resolve("copies/2026-11-19_013000/manifest.json")).exists();
        assertThat(Sets.in(location)).hasSize(1).allMatch(BackupSet::isUsable);
    }

    @Test
    void aSetBesideWhoseFilesAnotherPairLiesStaysWithIt() throws IOException {
        Sets.makeComplete(location, ID.value());
        Path inner = location.resolve(ID.value());
        Sets.makeFlat(inner, "2026-11-19_013000", false);
        DirectoryStore store = Sets.store(location);
        BackupSet set = store.list().sets().get(0);

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> store.remove(set))
                .withMessageMatching("\\Q%s/\\E.*2026-11-19_013000.* belongs to another set".formatted(inner));

        assertThat(inner.resolve("snapshot_2026-11-19_013000.db")).exists();
        assertThat(inner.resolve("manifest.json")).exists();
    }

    @Test
    void aDirectoryThatAStorageServerAddsToASetGoesWithIt() throws IOException {
        Sets.makeComplete(location, ID.value());
        Files.writeString(
                Files.createDirectory(location.resolve(ID + "/@eaDir")).resolve("index"), "not a set");
        DirectoryStore store = Sets.store(location);

        store.remove(store.list().sets().get(0));

        assertThat(location).isEmptyDirectory();
    }

    @Test
    void aFlatSetWhoseRemovalWasCutShortIsGoneAndClearedLater() throws IOException {
        Sets.makeFlat(location, ID.value(), false);
        Files.createDirectory(location.resolve(".incomplete-removing-flat-" + ID));
        DirectoryStore store = Sets.store(location);
        assertThat(store.list().sets()).isEmpty();

        store.clearLeftovers(true);

        assertThat(location).isEmptyDirectory();
    }

    @Test
    void clearingNeverFollowsALinkOutOfTheLocation(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("precious"), "not ours");
        Path leftover = Files.createDirectory(location.resolve(".incomplete-1"));
        Files.createSymbolicLink(leftover.resolve("out"), outside);
        Files.createSymbolicLink(location.resolve(".incomplete-2"), outside);

        Sets.store(location).clearLeftovers(true);

        assertThat(location).isEmptyDirectory();
        assertThat(outside.resolve("precious")).exists();
    }

    @Test
    void aListingNeverStumblesOverSetsThatComeAndGo() throws Exception {
        Sets.makeComplete(location, "2026-11-19_013000");
        DirectoryStore store = Sets.store(location);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> {
            for (int i = 0; !done.get(); i++) {
                comeAndGo(store, BackupSetId.at(ID.time().plusSeconds(i)));
            }
        });
        try {
            for (int i = 0; i < 500; i++) {
                assertThat(Sets.in(location)).isNotEmpty().allMatch(set -> set.state() == SetState.COMPLETE);
            }
        } finally {
            done.set(true);
            changes.join();
        }
    }

    private void comeAndGo(DirectoryStore store, BackupSetId id) {
        try {
            Path beside = Files.createDirectories(location.resolve(".incomplete-1"));
            Files.move(Sets.makeComplete(beside, id.value()), location.resolve(id.value()));
            for (BackupSet set : store.list().sets()) {
                if (set.id().equals(id)) {
                    store.remove(set);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
