package io.etcdsnapshot.crypto.age;

import io.etcdsnapshot.crypto.AgeHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * Encrypts what follows an age file's header, several chunks at once: Java 17's ChaCha20 is the slowest part of a copy,
 * and the library works on one chunk after the other.
 */
final class AgeOutput extends OutputStream {
    private static final int TOGETHER = 16;
    private static final int SEALED_BYTES = AgeHeader.CHUNK_BYTES + AgeHeader.TAG_BYTES;
    private static final int NONCE_BYTES = 12;

    private final OutputStream out;
    private final Key key;
    private final byte[] plain = new byte[TOGETHER * AgeHeader.CHUNK_BYTES];
    private final byte[] sealed = new byte[TOGETHER * SEALED_BYTES];
    private int held;
    private long chunk;
    private boolean closed;

    AgeOutput(OutputStream out, Key key) {
        this.out = out;
        this.key = key;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            // What fills the buffer may be the end, which is marked as such.
            if (held == plain.length) {
                seal(false);
            }
            int count = Math.min(length - done, plain.length - held);
            System.arraycopy(bytes, offset + done, plain, held, count);
            held += count;
            done += count;
        }
    }

    /** @param last whether nothing follows; an empty file has one empty chunk */
    private void seal(boolean last) throws IOException {
        int chunks = Math.max(1, (held + AgeHeader.CHUNK_BYTES - 1) / AgeHeader.CHUNK_BYTES);
        IntStream.range(0, chunks).parallel().forEach(i -> seal(i, last && i == chunks - 1));
        out.write(sealed, 0, held + chunks * AgeHeader.TAG_BYTES);
        chunk += chunks;
        held = 0;
    }

    private void seal(int index, boolean last) {
        int at = index * AgeHeader.CHUNK_BYTES;
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(Cipher.ENCRYPT_MODE, key, nonce(chunk + index, last));
            cipher.doFinal(plain, at, Math.min(AgeHeader.CHUNK_BYTES, held - at), sealed, index * SEALED_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't encrypt as age does", e);
        }
    }

    /** Eleven bytes count the chunks, the twelfth marks the last. */
    private static IvParameterSpec nonce(long chunk, boolean last) {
        ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES);
        nonce.putLong(NONCE_BYTES - 1 - Long.BYTES, chunk);
        nonce.put(NONCE_BYTES - 1, (byte) (last ? 1 : 0));
        return new IvParameterSpec(nonce.array());
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            seal(true);
            out.close();
        }
    }
}
