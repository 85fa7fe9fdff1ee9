package io.etcdsnapshot.bbolt;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A database's bytes, to be read at any place. */
public interface PageSource {
    /** Returns how many bytes there are. */
    long size() throws IOException;

    /**
     * Fills the buffer with the bytes from {@code position} on.
     *
     * @throws IOException if they can't be read; {@link EOFException} if the source ends before the buffer is full
     */
    void read(long position, ByteBuffer buffer) throws IOException;

    /**
     * Returns the bytes of a file, mapped into memory: small reads in many places cost no more than those bytes. Closing the
     * channel is left to the caller.
     */
    static PageSource mapped(FileChannel channel) throws IOException {
        return new MappedPages(channel);
    }

    /** Returns the bytes of a file; closing the channel is left to the caller. */
    static PageSource of(FileChannel channel) {
        return new PageSource() {
            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public void read(long position, ByteBuffer buffer) throws IOException {
                long at = position;
                while (buffer.hasRemaining()) {
                    int read = channel.read(buffer, at);
                    if (read < 0) {
                        throw new EOFException("the database ends too early");
                    }
                    at += read;
                }
            }
        };
    }
}
