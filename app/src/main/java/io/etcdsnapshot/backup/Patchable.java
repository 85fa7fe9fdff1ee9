package io.etcdsnapshot.backup;

import java.io.IOException;

/** Starts a file of an {@link Incoming} set from one that the location holds already, so that only changes are sent. */
public interface Patchable {
    /**
     * Starts a file as a copy, made at the location itself, of one that is there.
     *
     * @return false if that is no cheaper there than sending everything; nothing was started then
     */
    boolean copyFrom(BackupSet basis, String basisFile, String file) throws IOException;

    /** Goes on with a file started by {@link #copyFrom}; takes whole pages of 4096 bytes, but for the last one. */
    Incoming.FileWriter patch(String file, long size) throws IOException;
}
