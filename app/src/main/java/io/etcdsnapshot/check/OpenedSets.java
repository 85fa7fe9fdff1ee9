package io.etcdsnapshot.check;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.ReadableStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Remembers which encrypted sets somebody opened with an identity. */
@FunctionalInterface
public interface OpenedSets {
    OpenedSets NONE = (store, sets) -> Optional.empty();

    /**
     * Returns when an identity last opened one of the sets.
     *
     * @param store that holds them
     * @param sets all encrypted to the same recipients
     */
    Optional<Instant> lastOpened(ReadableStore store, List<BackupSet> sets);
}
