package io.etcdsnapshot.backup;

import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;

/** Counts and hashes what is read through it; closing it closes nothing. */
final class CountingDigest extends DigestInputStream {
    private long bytes;

    CountingDigest(InputStream in) {
        super(in, Sha256.start());
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        bytes += value < 0 ? 0 : 1;
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        bytes += Math.max(0, read);
        return read;
    }

    @Override
    public void close() {}

    long bytes() {
        return bytes;
    }

    /** Returns the SHA-256 of what was read, in lower-case hexadecimal. */
    String sha256() {
        return Sha256.hex(digest.digest());
    }
}
