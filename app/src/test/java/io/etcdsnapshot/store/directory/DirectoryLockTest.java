package io.etcdsnapshot.store.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.testing.Sets;
import java.nio.file.Path;
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
                    .hasMessageMatching("another run holds the lock of \\S+: purge, process %d on \\S+, since 2\\S+Z"
                            .formatted(ProcessHandle.current().pid()));
        }
    }
}
