package io.etcdsnapshot.backup;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A set on its way into a location: nobody sees it before it is published, and nothing is left of it otherwise. */
public interface Incoming extends Closeable {
    /** Takes the bytes of one file. */
    interface FileWriter extends Closeable {
        /** Positions never go back; a gap keeps what the file was started from. */
        void write(long position, byte[] bytes, int offset, int length) throws IOException;

        /** Returns once the file has this size and all that was written is stored. */
        void finish(long size) throws IOException;
    }

    /** Starts an empty file, in place of one that was started already. */
    FileWriter create(String file, long size) throws IOException;

    /**
     * Starts a file as a copy, made at the location itself, of one that is there.
     *
     * @return false if that is no cheaper there than sending everything; nothing was started then
     */
    boolean copyFrom(BackupSet basis, String basisFile, String file) throws IOException;

    /** Goes on with a file started by {@link #copyFrom}; takes whole pages of 4096 bytes, but for the last one. */
    FileWriter patch(String file, long size) throws IOException;

    /**
     * SHA-256, in hexadecimal, of what is stored there now, read back from the storage where that is possible; in the
     * order of the files.
     */
    List<String> sha256(List<String> files) throws IOException;

    /**
     * Shows the set, in place of {@code replaced} if there is one.
     *
     * @return the set as it is there
     */
    BackupSet publish(Optional<BackupSet> replaced) throws IOException;

    /** Bytes that crossed the link so far. */
    long bytesSent();

    /** Removes the set if it was not published. */
    @Override
    void close() throws IOException;
}
