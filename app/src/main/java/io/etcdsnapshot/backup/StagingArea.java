package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A location on this host in which a set is built before it is published. */
public interface StagingArea extends WritableStore, Lockable, SpaceAware {
    /** The location in this process's view. */
    Path directory();

    boolean exists();

    /** Unfinished directories; with the lock held, nobody of ours writes them any more. */
    List<Path> leftovers() throws IOException;

    /** Makes a private directory that no listing shows. */
    Path stage() throws IOException;

    /** Removes a staging directory and all in it. */
    void discard(Path staging) throws IOException;

    /**
     * Writes all of {@code staging} to disk and shows it, by one rename, as the set {@code id}.
     *
     * @return the set as it is now
     * @throws Failure if there is such a set already
     */
    BackupSet publish(Path staging, BackupSetId id) throws IOException;
}
