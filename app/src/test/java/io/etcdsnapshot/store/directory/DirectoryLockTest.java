package io.etcdsnapshot.store.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.testing.Sets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    Path directory;

    @Test
    void whoComesSecondIsToldWhatTheFirstDoesAndSinceWhen() {
        try (var held = DirectoryLock.acquire(directory, "purge", Sets.SILENT)) {
            assertThat(held.isExclusive()).isTrue();
            assertThatThrownBy(() -> DirectoryLock.acquire(directory, "snapshot", Sets.SILENT))
                    .hasMessageMatching("another run holds the lock of \\S+: purge, process %d, since 2\\S+Z"
                            .formatted(ProcessHandle.current().pid()));
        }
    }

    @Test
    void inAPodTheHolderIsThePodAsEveryContainersProcessHasTheSameNumber() {
        assertThat(DirectoryLock.self(Map.of("ETCD_SNAPSHOT_POD", "etcd-snapshot-29-x7k2p")))
                .isEqualTo("pod etcd-snapshot-29-x7k2p");
        assertThat(DirectoryLock.self(Map.of("ETCD_SNAPSHOT_POD", ""))).startsWith("process ");
    }
}
