package io.etcdsnapshot.crypto.age;

import io.etcdsnapshot.crypto.AgeHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Encrypts what follows an age file's header, chunk by chunk. */
final class AgeOutput extends OutputStream {
    private final OutputStream out;
    private final ChunkCipher cipher;
    private final byte[] plain = new byte[AgeHeader.CHUNK_BYTES];
    private final byte[] sealed = new byte[AgeHeader.CHUNK_BYTES + AgeHeader.TAG_BYTES];
    private int held;
    private long chunk;
    private boolean closed;

    AgeOutput(OutputStream out, ChunkCipher cipher) {
        this.out = out;
        this.cipher = cipher;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            // A full chunk may be the last, which is marked as such.
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
        cipher.seal(ChunkCipher.nonce(chunk, last), plain, held, sealed);
        out.write(sealed, 0, held + AgeHeader.TAG_BYTES);
        chunk++;
        held = 0;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            seal(true);
            Arrays.fill(plain, (byte) 0);
            out.close();
        }
    }
}
