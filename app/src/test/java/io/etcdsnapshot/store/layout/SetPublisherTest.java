package io.etcdsnapshot.store.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.store.memory.MemorySets;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SetPublisherTest {
    private static final String ID = "2026-11-20_013000";
    private static final String FLAT = "2026-11-19_013000";

    private MemoryStore store;

    @BeforeEach
    void make() {
        store = MemoryStore.named("sets");
        MemorySets.add(store, ID);
        MemorySets.addFlat(store, FLAT);
    }

    /** It has no room for a new name, and is the one that most needs a purge. */
    @Test
    void aFullFileSystemCanBePurged() throws IOException {
        store.files().put("/sets/README", new byte[1]);
        store.faults().full();

        for (BackupSet set : store.list().sets()) {
            store.remove(set);
        }

        assertThat(names()).containsExactly("README");
    }

    @Test
    void aFileSystemThatIsReadOnlyLosesNothing() throws IOException {
        store.faults().readOnly();
        List<BackupSet> before = store.list().sets();

        for (BackupSet set : before) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> store.remove(set));
        }

        assertThat(store.list().sets()).isEqualTo(before);
    }

    @Test
    void aForeignSetIsNeitherRemovedNorReplaced() throws IOException {
        store.files().deleteTree("/sets/" + ID + "/manifest.json");
        BackupSet foreign = store.list().sets().get(0);
        assertThat(foreign.state()).isEqualTo(SetState.FOREIGN);

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> store.remove(foreign))
                .withMessageContaining("did not make it");
        try (Incoming incoming = store.receive(new BackupSetId(ID))) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> incoming.publish(Optional.of(foreign)))
                    .withMessageContaining("did not make");
        }

        assertThat(store.list().sets()).contains(foreign);
    }

    @Test
    void anUnreadableSetIsNotRemoved() throws IOException {
        store.faults().unreadable("/sets/" + ID);
        BackupSet unreadable = store.list().sets().get(0);

        assertThatExceptionOfType(Failure.class).isThrownBy(() -> store.remove(unreadable));

        assertThat(store.files().entry("/sets/" + ID)).isNotNull();
    }

    @Test
    void theRenameOfAPublicationIsTriedAndLeavesNothing() throws IOException {
        SetPublisher publisher = publisher();

        publisher.checkRename();

        assertThat(names())
                .containsExactlyInAnyOrder(ID, flat("snapshot_", ".db"), flat("static_kuberesources_", ".tar.gz"));
        store.faults().readOnly();
        assertThatExceptionOfType(IOException.class).isThrownBy(publisher::checkRename);
    }

    private SetPublisher publisher() {
        return new SetPublisher(store.files(), "/sets", "/sets", LayoutNames.Writer.HERE, Sets.SILENT);
    }

    private static String flat(String prefix, String suffix) {
        return prefix + FLAT + suffix;
    }

    private List<String> names() throws IOException {
        return store.files().entries("/sets").stream().map(FileTree.Entry::name).toList();
    }
}
