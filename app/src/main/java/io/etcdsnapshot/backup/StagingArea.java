package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A location on this host in which a set is built before it is published. */
public interface StagingArea extends WritableStore, Lockable, SpaceAware {
    /** Returns the location as this process sees it. */
    Path directory();

    boolean exists();

    /** Returns unfinished directories; while the lock is held, no run of this program is writing them. */
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
