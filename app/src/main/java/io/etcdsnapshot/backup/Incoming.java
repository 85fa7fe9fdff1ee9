package io.etcdsnapshot.backup;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
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

    /**
     * Starts an empty file, in place of one that was started already.
     *
     * @param size in bytes; what is compressed on its way may come to less
     */
    FileWriter create(String file, long size) throws IOException;

    /**
     * Finds the SHA-256 of what is stored there now, read back from the storage where that is possible.
     *
     * @param expectedSha256ByFile lower-case hexadecimal, by file name; a store that can only check a hash and not tell
     *     one answers with the expected one where it is right
     * @return a hash for each of these files; one that differs from the expected one is the caller's to judge
     */
    Proof prove(Map<String, String> expectedSha256ByFile) throws IOException;

    /**
     * Shows the set, in place of {@code replaced} if there is one.
     *
     * @return the set as it is there
     */
    BackupSet publish(Optional<BackupSet> replaced) throws IOException;

    /** Bytes that crossed the link so far. */
    long bytesSent();

    /** Returns this set as one that has the ability, {@link Patchable} for one, or nothing. */
    default <A> Optional<A> ability(Class<A> ability) {
        return ability.isInstance(this) ? Optional.of(ability.cast(this)) : Optional.empty();
    }

    /** Removes the set if it was not published. */
    @Override
    void close() throws IOException;
}
