package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import java.util.List;

/** A reason not to take a backup now. Guards look before anything is changed. */
@FunctionalInterface
public interface Guard {
    /**
     * @param existing the sets that are there already
     * @throws Failure refused, saying why
     */
    void check(List<BackupSet> existing);

    /** Returns whether the leftovers of unfinished runs must be cleared first, which takes the lock. */
    default boolean needsLock() {
        return false;
    }
}
