package io.etcdsnapshot.testing;

import io.etcdsnapshot.bbolt.PageSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A database in memory. */
@SuppressWarnings("ArrayRecordComponent")
public record MemoryPages(byte[] bytes) implements PageSource {
    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void read(long position, ByteBuffer buffer) throws IOException {
        if (position + buffer.remaining() > bytes.length) {
            throw new EOFException();
        }
        buffer.put(bytes, (int) position, buffer.remaining());
    }
}
