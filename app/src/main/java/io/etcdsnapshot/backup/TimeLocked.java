package io.etcdsnapshot.backup;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Adds to a store that it can keep sets from being removed before a time. */
public interface TimeLocked {
    /** Returns until when the set can't be removed; empty if it can be removed now. */
    Optional<Instant> lockedUntil(BackupSet set) throws IOException;
}
