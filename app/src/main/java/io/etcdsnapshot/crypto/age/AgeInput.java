package io.etcdsnapshot.crypto.age;

import io.etcdsnapshot.crypto.AgeHeader;
import io.etcdsnapshot.crypto.UnsealException;
import io.etcdsnapshot.crypto.UnsealException.Kind;
import io.etcdsnapshot.io.BlockInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Decrypts what follows an age file's header, chunk by chunk, and tells which one is damaged. */
final class AgeInput extends BlockInput {
    private static final int SEALED_BYTES = AgeHeader.CHUNK_BYTES + AgeHeader.TAG_BYTES;

    private final InputStream in;
    private final ChunkCipher cipher;
    private final byte[] sealed = new byte[SEALED_BYTES + 1];
    private final byte[] plain = new byte[AgeHeader.CHUNK_BYTES];
    private int held;
    private int at;
    private int end;
    private long chunk;
    private boolean ended;

    AgeInput(InputStream in, ChunkCipher cipher) {
        this.in = in;
        this.cipher = cipher;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (at == end) {
            if (ended) {
                return -1;
            }
            readChunk();
        }
        int count = Math.min(length, end - at);
        System.arraycopy(plain, at, buffer, offset, count);
        at += count;
        return count;
    }

    /** Reads one byte more than a chunk, which tells whether it is the last. */
    private void readChunk() throws IOException {
        held += in.readNBytes(sealed, held, sealed.length - held);
        boolean last = held <= SEALED_BYTES;
        int length = Math.min(held, SEALED_BYTES);
        if (length < AgeHeader.TAG_BYTES || (length == AgeHeader.TAG_BYTES && chunk > 0)) {
            throw new UnsealException(Kind.CUT_SHORT, "it is cut short, behind chunk %d".formatted(chunk));
        }
        if (!opens(length, last)) {
            throw damaged(length, last);
        }
        ended = last;
        chunk++;
        sealed[0] = sealed[SEALED_BYTES];
        held = 1;
    }

    /** A file that was cut between two chunks ends in one that is not marked as the last. */
    private UnsealException damaged(int length, boolean last) {
        if (last && length == SEALED_BYTES && opens(length, false)) {
            end = at;
            return new UnsealException(Kind.CUT_SHORT, "it is cut short, behind chunk %d".formatted(chunk + 1));
        }
        return new UnsealException(
                Kind.CHUNK_DAMAGED,
                last
                        ? "chunk %d of it, the last, is damaged or cut short".formatted(chunk + 1)
                        : "chunk %d of it is damaged".formatted(chunk + 1));
    }

    private boolean opens(int length, boolean last) {
        boolean authentic = cipher.open(ChunkCipher.nonce(chunk, last), sealed, length, plain);
        at = 0;
        end = authentic ? length - AgeHeader.TAG_BYTES : 0;
        return authentic;
    }

    @Override
    public void close() throws IOException {
        Arrays.fill(plain, (byte) 0);
        at = end;
        in.close();
    }
}
