package io.etcdsnapshot.store.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.store.memory.MemorySets;
import io.etcdsnapshot.store.memory.MemoryStore;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetListingTest {
    private static final String ID = "2026-11-20_013000";
    private static final String OTHER = "2026-11-21_013000";

    private MemoryStore store;

    @BeforeEach
    void make() {
        store = MemoryStore.named("sets");
        MemorySets.add(store, ID);
        MemorySets.add(store, OTHER);
    }

    /** What could not be read says nothing about the set, and nothing about the others. */
    @ParameterizedTest
    @ValueSource(strings = {"/sets/" + ID, "/sets/" + ID + "/manifest.json"})
    void aSetThatCannotBeReadIsUnreadableAndNeverCorrupt(String path) throws Unreadable {
        store.faults().unreadable(path);

        assertThat(store.list().sets())
                .extracting(set -> set.id().value(), BackupSet::state, BackupSet::problem)
                .containsExactly(
                        tuple(OTHER, SetState.COMPLETE, null),
                        tuple(ID, SetState.UNREADABLE, "can't be read: permission denied"));
        BackupSet unreadable = store.list().sets().get(1);
        assertThat(unreadable.isUsable()).isFalse();
        assertThat(unreadable.counts()).isFalse();
        assertThat(unreadable.isRemovable()).isFalse();
    }

    @Test
    void aLocationThatCannotBeReadIsAnErrorAndNoEmptyList() {
        store.faults().unreadable("/sets");

        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(store::list)
                .withMessage("can't read the location /sets: permission denied");
    }

    /** A link that breaks half-way must not make sets of others look damaged. */
    @Test
    void aConnectionThatIsLostMeanwhileIsAnErrorOfTheWholeList() {
        store.faults().whileListing(() -> store.faults().disconnected());

        assertThatExceptionOfType(Unreadable.class)
                .isThrownBy(store::list)
                .withMessageContaining("the connection was lost")
                .satisfies(e -> assertThat(e.isTransient()).isTrue());
    }

    @Test
    void aSetThatIsRemovedMeanwhileIsNotListed() throws IOException {
        store.faults().whileListing(() -> remove("/sets/" + ID));

        assertThat(store.list().sets()).extracting(set -> set.id().value()).containsExactly(OTHER);
    }

    @Test
    void aSetWhoseFilesGoMeanwhileIsNotListedAsHalfASet() throws IOException {
        store.faults().whileListing(() -> {
            remove("/sets/" + ID + "/snapshot_" + ID + ".db");
            store.faults().whileListing(() -> remove("/sets/" + ID));
        });

        assertThat(store.list().sets()).extracting(set -> set.id().value()).containsExactly(OTHER);
    }

    private void remove(String path) {
        try {
            store.files().deleteTree(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Its files would be taken for a flat set, its manifest for nothing. */
    @Test
    void aSetsOwnDirectoryIsThatSetWithItsManifest() throws Unreadable {
        Listing listing = store.opened(ID).list();

        assertThat(listing.sets()).singleElement().satisfies(set -> {
            assertThat(set.state()).isEqualTo(SetState.COMPLETE);
            assertThat(set.flat()).isFalse();
            assertThat(set.path()).isEqualTo("/sets/" + ID);
            assertThat(set.manifest()).isNotNull();
        });
        assertThat(listing.ignored()).isEmpty();
    }

    /** A manifest that somebody dropped into a location makes it no set. */
    @Test
    void aLocationWithSetsStaysOneWhateverLiesInIt() throws IOException {
        store.files().put("/sets/manifest.json", store.files().content("/sets/" + ID + "/manifest.json"));

        assertThat(store.list().sets()).hasSize(2);
        assertThat(store.list().ignored()).containsExactly("manifest.json");
    }

    @Test
    void theirOwnFilesBesideTheSetsAreNotNamed() throws IOException {
        for (String name : new String[] {".etcd-snapshot.lock", ".etcd-snapshot-history.jsonl", "etcd-snapshot.html"}) {
            store.files().put("/sets/" + name, new byte[1]);
        }

        assertThat(store.list().ignored()).isEmpty();
    }

    @Test
    void clustersAreNamedWhereTheLocationHasSetsOfItsOwnToo() throws IOException {
        MemorySets.add(store.opened("prod"), ID);
        MemorySets.addFlat(store.opened("test"), ID);
        store.files().makeDirectories("/sets/lost+found");
        store.files().makeDirectories("/sets/closed");
        store.faults().unreadable("/sets/closed");

        assertThat(store.list().clusters()).containsExactly("prod", "test");
        assertThat(store.list().ignored()).containsExactly("closed", "lost+found");
        assertThat(store.list().sets()).hasSize(2);
    }
}
