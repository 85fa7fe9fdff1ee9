package io.etcdsnapshot.backup;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Where sets can be read. */
public interface ReadableStore extends Closeable {
    /** As the user wrote it. */
    String location();

    /** @throws Failure if the location is missing or can't be read */
    BackupStore.Listing list();

    /** Reads one file of a set, which may be the manifest. */
    InputStream open(BackupSet set, String file) throws IOException;

    /** Whether a file can be read a second time at little cost: true on this machine, false across a link. */
    boolean isLocal();

    /** Why something failed here, in plain words. */
    default String reason(IOException e) {
        return Reason.of(e);
    }
}
