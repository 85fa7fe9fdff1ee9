package io.etcdsnapshot.compression;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.etcdsnapshot.failure.Damaged;
import io.etcdsnapshot.io.BlockInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Compresses as {@code zstd} does. Source: RFC 8878. */
public final class Zstd {
    /** A snapshot shrinks to half or less at it, at hundreds of megabytes a second. */
    private static final int LEVEL = 3;

    /** Of a frame, beside its content. */
    private static final int FRAME_BYTES = 1024;

    private Zstd() {}

    /** Begins a compressed file, which carries a checksum; closing it closes {@code out}. */
    public static OutputStream compress(OutputStream out) throws IOException {
        return new ZstdOutputStreamNoFinalizer(out, LEVEL).setChecksum(true);
    }

    /** Returns the most bytes that so many can be compressed to. */
    public static long atMost(long size) {
        return com.github.luben.zstd.Zstd.compressBound(size) + FRAME_BYTES;
    }

    /** Reads a compressed file; where that is damaged, the stream fails with {@link Damaged}. */
    public static InputStream decompress(InputStream in) throws IOException {
        return new Decompressed(new ZstdInputStreamNoFinalizer(in));
    }

    private static final class Decompressed extends BlockInput {
        private final InputStream in;

        Decompressed(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (ZstdIOException e) {
                throw new Damaged("its compressed content is damaged: %s".formatted(e.getMessage()));
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
