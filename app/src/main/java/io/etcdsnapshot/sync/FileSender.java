package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.SetFile;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a file at one destination, as it is read or in another form. */
interface FileSender extends Closeable {
    /** Returns how much of the file was taken, in bytes as it is read. */
    long position();

    /** @param changes to an earlier file that is gone on with; null to write everything */
    void write(byte[] chunk, int length, @Nullable PageDelta changes) throws IOException;

    /**
     * Returns the file as it is stored, once it is.
     *
     * @param file as it is read
     * @throws SourceFailure if what was read is not what its manifest says
     */
    SetFile finish(SetFile file) throws IOException, SourceFailure;
}
