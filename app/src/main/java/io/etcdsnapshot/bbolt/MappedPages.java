package io.etcdsnapshot.bbolt;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file in memory, in parts of a size that can be mapped. */
final class MappedPages implements PageSource {
    private static final int PART_BITS = 30;
    private static final long PART_BYTES = 1L << PART_BITS;

    private final ByteBuffer[] parts;
    private final long size;

    MappedPages(FileChannel channel) throws IOException {
        size = channel.size();
        parts = new ByteBuffer[(int) ((size + PART_BYTES - 1) >> PART_BITS)];
        for (int i = 0; i < parts.length; i++) {
            long from = (long) i << PART_BITS;
            parts[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(PART_BYTES, size - from));
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer buffer) throws IOException {
        if (position < 0 || position + buffer.remaining() > size) {
            throw new EOFException("the database ends too early");
        }
        try {
            for (long at = position; buffer.hasRemaining(); ) {
                ByteBuffer part = parts[(int) (at >> PART_BITS)];
                int offset = (int) (at & PART_BYTES - 1);
                int length = Math.min(buffer.remaining(), part.capacity() - offset);
                part.get(offset, buffer.array(), buffer.arrayOffset() + buffer.position(), length);
                buffer.position(buffer.position() + length);
                at += length;
            }
        } catch (InternalError e) {
            throw new IOException("the file can't be read any more", e); // as the machine tells of an I/O error
        }
    }
}
