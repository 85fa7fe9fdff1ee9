package io.etcdsnapshot.fetch;

import io.etcdsnapshot.backup.BackupSet;
import java.io.IOException;
import java.nio.file.Path;

/** The place on this host that sets are fetched to. */
public interface FetchTarget {
    /**
     * Makes an empty private directory.
     *
     * @throws io.etcdsnapshot.failure.Failure if the set may not be brought here
     */
    Path prepare(BackupSet set) throws IOException, InterruptedException;

    /** Removes such a directory. */
    void discard(Path directory) throws IOException;
}
