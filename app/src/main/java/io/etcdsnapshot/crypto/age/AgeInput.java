package io.etcdsnapshot.crypto.age;

import com.exceptionfactory.jagged.framework.crypto.ByteBufferCipherFactory;
import com.exceptionfactory.jagged.framework.crypto.CipherKey;
import com.exceptionfactory.jagged.framework.crypto.PayloadIvParameterSpec;
import com.exceptionfactory.jagged.framework.crypto.StandardByteBufferCipherFactory;
import io.etcdsnapshot.crypto.AgeHeader;
import io.etcdsnapshot.crypto.UnsealException;
import io.etcdsnapshot.crypto.UnsealException.Kind;
import io.etcdsnapshot.io.BlockInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * Decrypts what follows an age file's header, chunk by chunk, and tells which one is damaged. The library's own channel
 * takes a file that was cut between two chunks for a damaged one.
 */
final class AgeInput extends BlockInput {
    private static final int SEALED_BYTES = AgeHeader.CHUNK_BYTES + AgeHeader.TAG_BYTES;

    private final InputStream in;
    private final CipherKey key;
    private final ByteBufferCipherFactory ciphers = new StandardByteBufferCipherFactory();
    private final PayloadIvParameterSpec nonce = new PayloadIvParameterSpec();
    private final byte[] sealed = new byte[SEALED_BYTES + 1];
    private final ByteBuffer plain = ByteBuffer.allocate(AgeHeader.CHUNK_BYTES);
    private int held;
    private long chunk;
    private boolean ended;

    /** @param key for all chunks; is destroyed at the end */
    AgeInput(InputStream in, CipherKey key) {
        this.in = in;
        this.key = key;
        plain.flip();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!plain.hasRemaining()) {
            if (ended) {
                return -1;
            }
            readChunk();
        }
        int count = Math.min(length, plain.remaining());
        plain.get(buffer, offset, count);
        return count;
    }

    /** Reads one byte more than a chunk, which tells whether it is the last. */
    private void readChunk() throws IOException {
        held += in.readNBytes(sealed, held, sealed.length - held);
        boolean last = held <= SEALED_BYTES;
        int length = Math.min(held, SEALED_BYTES);
        chunk++;
        if (length < AgeHeader.TAG_BYTES || (length == AgeHeader.TAG_BYTES && chunk > 1)) {
            throw new UnsealException(Kind.CUT_SHORT, "it is cut short, behind chunk %d".formatted(chunk - 1));
        }
        if (!last) {
            open(length);
            sealed[0] = sealed[SEALED_BYTES];
            held = 1;
            nonce.incrementInitializationVector();
            return;
        }
        boolean mayGoOn = length == SEALED_BYTES && opens(length);
        if (mayGoOn) {
            throw new UnsealException(Kind.CUT_SHORT, "it is cut short, behind chunk %d".formatted(chunk));
        }
        nonce.setLastChunkFlag();
        open(length);
        ended = true;
    }

    private void open(int length) throws UnsealException {
        if (!opens(length)) {
            throw new UnsealException(
                    Kind.CHUNK_DAMAGED,
                    nonce.getIV()[nonce.getIV().length - 1] == 0
                            ? "chunk %d of it is damaged".formatted(chunk)
                            : "chunk %d of it, the last, is damaged or cut short".formatted(chunk));
        }
    }

    private boolean opens(int length) {
        plain.clear();
        try {
            ciphers.newByteBufferDecryptor(key, nonce).decrypt(ByteBuffer.wrap(sealed, 0, length), plain);
            plain.flip();
            return true;
        } catch (GeneralSecurityException e) {
            plain.limit(0);
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        Arrays.fill(plain.array(), (byte) 0);
        key.destroy();
        in.close();
    }
}
