package io.etcdsnapshot.reading;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.IoSupplier;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that is about to be opened.
 *
 * @param name the set's id, or the path of a bare file
 * @param set null for a bare file
 * @param keys opens the kube resources, or the encryption configuration itself; null if there are none
 */
record SnapshotSource(
        String name,
        @Nullable BackupSet set,
        SnapshotFile file,
        @Nullable IoSupplier<InputStream> keys,
        Verification verification) {
    /** Verifies the source, by the only stream of its file. */
    @FunctionalInterface
    interface Verification {
        SetVerification run(SetVerifier.Options options) throws Unreadable, InterruptedException;
    }
}
