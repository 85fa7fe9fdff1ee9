package io.etcdsnapshot.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.etcdsnapshot.backup.Incoming;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file as Zstandard frames, one for each chunk, to a stream that the far side decompresses: compressed while
 * that is faster, else stored as they are (RFC 8878, section 3.1.1).
 */
final class ZstdWriter implements Incoming.FileWriter {
    private static final int LEVEL = 1;
    private static final int MAGIC_NUMBER = 0xFD2FB528;
    /** The window is the content, whose size follows in four bytes; no checksum, no dictionary. */
    private static final byte FRAME_DESCRIPTOR = (byte) 0b1010_0000;

    private static final int FRAME_HEADER_BYTES = 9;
    private static final int MAX_BLOCK_BYTES = 128 * 1024;
    private static final int LAST_BLOCK = 1;

    private final Incoming.FileWriter stream;
    private final CompressionChoice choice = new CompressionChoice();
    private long position;
    private boolean unable;
    private @Nullable ZstdCompressCtx compressor;
    private byte[] compressed = new byte[0];

    ZstdWriter(Incoming.FileWriter stream) {
        this.stream = stream;
    }

    @Override
    public void write(long at, byte[] bytes, int offset, int length) throws IOException {
        ZstdCompressCtx ready = choice.compresses() && !unable ? compressor() : null;
        long before = position;
        long begun = System.nanoTime();
        long sending = begun;
        if (ready != null) {
            int size = compress(ready, bytes, offset, length);
            sending = System.nanoTime();
            send(compressed, 0, size);
        } else {
            store(bytes, offset, length);
        }
        choice.sent(length, position - before, sending - begun, System.nanoTime() - sending);
    }

    /** Null where the library does not run, such as on another processor or with nowhere to unpack it. */
    private @Nullable ZstdCompressCtx compressor() {
        if (compressor == null) {
            try {
                compressor = new ZstdCompressCtx().setLevel(LEVEL);
            } catch (LinkageError e) {
                unable = true;
            }
        }
        return compressor;
    }

    private int compress(ZstdCompressCtx with, byte[] bytes, int offset, int length) {
        int bound = Math.toIntExact(Zstd.compressBound(length));
        if (compressed.length < bound) {
            compressed = new byte[bound];
        }
        return with.compressByteArray(compressed, 0, compressed.length, bytes, offset, length);
    }

    private void store(byte[] bytes, int offset, int length) throws IOException {
        byte[] frameHeader = new byte[FRAME_HEADER_BYTES];
        ByteBuffer.wrap(frameHeader)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC_NUMBER)
                .put(FRAME_DESCRIPTOR)
                .putInt(length);
        send(frameHeader, 0, frameHeader.length);
        int done = 0;
        do {
            int size = Math.min(MAX_BLOCK_BYTES, length - done);
            int header = size << 3 | (done + size == length ? LAST_BLOCK : 0);
            byte[] blockHeader = {(byte) header, (byte) (header >> 8), (byte) (header >> 16)};
            send(blockHeader, 0, blockHeader.length);
            send(bytes, offset + done, size);
            done += size;
        } while (done < length);
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        stream.write(position, bytes, offset, length);
        position += length;
    }

    @Override
    public void finish(long size) throws IOException {
        stream.finish(position);
    }

    @Override
    public void close() throws IOException {
        if (compressor != null) {
            compressor.close();
        }
        stream.close();
    }
}
