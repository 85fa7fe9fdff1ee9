package io.etcdsnapshot.store.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LockNoteTest {
    @Test
    void inAPodTheHolderIsThePodAsEveryContainersProcessHasTheSameNumber() {
        assertThat(LockNote.self(Map.of("ETCD_SNAPSHOT_POD", "etcd-snapshot-29-x7k2p")))
                .isEqualTo("pod etcd-snapshot-29-x7k2p");
    }

    @Test
    void elsewhereItIsAProcessOfAHostAsDestinationsAreShared() {
        assertThat(LockNote.self(Map.of("ETCD_SNAPSHOT_POD", ""))).matches("process [0-9]+ on \\S+");
    }

    @Test
    void aHolderThatIsUnknownLeavesNoTrailingWords() {
        assertThat(LockNote.heldByAnother("ssh://a/b", " \n")).hasMessage("another run holds the lock of ssh://a/b");
    }
}
