package io.etcdsnapshot.store.ssh.transfer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.etcdsnapshot.backup.Incoming;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file as Zstandard frames, one for each chunk, to a stream that another host decompresses: compressed while
 * that is faster, else stored as they are (RFC 8878, section 3.1.1). A gap comes out as zeros.
 */
public final class ZstdWriter implements Incoming.FileWriter {
    private static final int LEVEL = 1;
    private static final int MAGIC_NUMBER = 0xFD2FB528;
    /** The window is the content, whose size follows in four bytes; no checksum, no dictionary. */
    private static final byte FRAME_DESCRIPTOR = (byte) 0b1010_0000;

    private static final int FRAME_HEADER_BYTES = 9;
    private static final int MAX_BLOCK_BYTES = 128 * 1024;
    private static final int LAST_BLOCK = 1;
    private static final int REPEATED_BYTE = 1 << 1;

    /** The remote host holds a frame's content in memory. */
    private static final int MAX_GAP_FRAME_BYTES = 4 << 20;

    private final Incoming.FileWriter stream;
    private final CompressionChoice choice;
    private long position;
    private long sent;
    private boolean unable;
    private @Nullable ZstdCompressCtx compressor;
    private byte[] compressed = new byte[0];

    /** @param position in the file, at which the stream begins */
    public ZstdWriter(Incoming.FileWriter stream, long position, CompressionChoice choice) {
        this.stream = stream;
        this.position = position;
        this.choice = choice;
    }

    @Override
    public void write(long at, byte[] bytes, int offset, int length) throws IOException {
        skip(at - position);
        ZstdCompressCtx ready = choice.compresses() && !unable ? compressor() : null;
        long before = sent;
        long begun = System.nanoTime();
        long sending = begun;
        if (ready != null) {
            int size = compress(ready, bytes, offset, length);
            sending = System.nanoTime();
            send(compressed, 0, size);
        } else {
            store(bytes, offset, length);
        }
        position = at + length;
        choice.sent(length, sent - before, sending - begun, System.nanoTime() - sending);
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
        send(frameHeader(length));
        for (int done = 0; done < length; ) {
            int size = Math.min(MAX_BLOCK_BYTES, length - done);
            send(blockHeader(size, done + size == length, 0));
            send(bytes, offset + done, size);
            done += size;
        }
    }

    private void skip(long gap) throws IOException {
        for (long done = 0; done < gap; ) {
            int content = (int) Math.min(MAX_GAP_FRAME_BYTES, gap - done);
            send(frameHeader(content));
            // zstd before 1.4.4 refuses a frame that begins with a repeated byte.
            send(blockHeader(1, content == 1, 0));
            send(new byte[1]);
            for (int left = content - 1; left > 0; left -= MAX_BLOCK_BYTES) {
                send(blockHeader(Math.min(MAX_BLOCK_BYTES, left), left <= MAX_BLOCK_BYTES, REPEATED_BYTE));
                send(new byte[1]);
            }
            done += content;
        }
    }

    private static byte[] frameHeader(int content) {
        return ByteBuffer.allocate(FRAME_HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC_NUMBER)
                .put(FRAME_DESCRIPTOR)
                .putInt(content)
                .array();
    }

    private static byte[] blockHeader(int size, boolean last, int type) {
        int header = size << 3 | type | (last ? LAST_BLOCK : 0);
        return new byte[] {(byte) header, (byte) (header >> 8), (byte) (header >> 16)};
    }

    private void send(byte... bytes) throws IOException {
        send(bytes, 0, bytes.length);
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        stream.write(sent, bytes, offset, length);
        sent += length;
    }

    @Override
    public void finish(long size) throws IOException {
        skip(size - position);
        stream.finish(sent);
    }

    @Override
    public void close() throws IOException {
        if (compressor != null) {
            compressor.close();
        }
        stream.close();
    }
}
