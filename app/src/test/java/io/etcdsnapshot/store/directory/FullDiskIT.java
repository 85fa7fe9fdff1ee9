package io.etcdsnapshot.store.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.testing.Mount;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without a byte left is the one that most needs a purge. */
class FullDiskIT {
    @TempDir
    static Path directory;

    @Test
    void aDiskThatIsFullCanBeLockedAndPurged() throws Exception {
        try (Mount disk = Mount.smallDisk(directory, 16, directory.resolve("disk"))) {
            Path sets = Files.createDirectory(disk.path().resolve("sets"));
            Sets.makeComplete(sets, "2026-11-20_013000");
            Sets.makeFlat(sets, "2026-11-19_013000", false);
            fill(disk.path().resolve("filler"));
            DirectoryStore store = Sets.store(sets);

            try (Lockable.Lock lock = store.lock("purge")) {
                assertThat(lock.isExclusive()).isTrue();
                assertThatExceptionOfType(Failure.class)
                        .isThrownBy(() -> Sets.store(sets).lock("another"));
                assertThat(DirectoryLock.holder(sets)).isEqualTo(Optional.of("this process"));
                for (BackupSet set : store.list().sets()) {
                    store.remove(set);
                }
            }

            assertThat(store.list().sets()).isEmpty();
            assertThat(sets.toFile().list()).containsExactly(".etcd-snapshot.lock");
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] zeros = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }
}
