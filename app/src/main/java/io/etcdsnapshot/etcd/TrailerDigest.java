package io.etcdsnapshot.etcd;

import io.etcdsnapshot.stream.Fanout;
import io.etcdsnapshot.stream.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Computes the SHA-256 of a whole snapshot file and, on the way, compares its last 32 bytes with the SHA-256 of all
 * bytes before them, which {@code etcdctl snapshot save} appends and {@code snapshot restore} demands.
 */
final class TrailerDigest implements Fanout.Consumer {
    static final int BYTES = 32;

    private final long trailerAt;
    private final byte[] trailer = new byte[BYTES];
    private MessageDigest digest = Sha256.start();
    private byte[] computed = new byte[0];
    private long seen;

    TrailerDigest(long size) {
        this.trailerAt = size - BYTES;
    }

    /** A database is whole pages, and pages are multiples of 512 bytes. */
    static boolean hasTrailer(long size) {
        return size % 512 == BYTES;
    }

    @Override
    public void accept(byte[] chunk, int length) {
        int body = (int) Math.max(0, Math.min(length, trailerAt - seen));
        digest.update(chunk, 0, body);
        if (body < length) {
            acceptTrailer(chunk, body, length - body, Math.max(0, seen - trailerAt));
        }
        seen += length;
    }

    /** @param at bytes of the trailer, and of what should not follow it, that were seen before */
    private void acceptTrailer(byte[] chunk, int from, int length, long at) {
        if (at == 0) {
            computed = copyOf(digest).digest();
        }
        digest.update(chunk, from, length);
        if (at < BYTES) {
            System.arraycopy(chunk, from, trailer, (int) at, (int) Math.min(length, BYTES - at));
        }
    }

    long bytesSeen() {
        return seen;
    }

    /** Of the whole file, in lower-case hexadecimal. */
    String sha256() {
        return Sha256.hex(copyOf(digest).digest());
    }

    Finding finding(String file) {
        if (!hasTrailer(trailerAt + BYTES)) {
            return Finding.failed(
                    file,
                    "trailer",
                    "no SHA-256 at the end: cut short, or copied from a data directory instead of saved by etcdctl");
        }
        return Arrays.equals(computed, trailer)
                ? Finding.passed(file, "trailer", "SHA-256 matches")
                : Finding.failed(file, "trailer", "SHA-256 differs: the content is not what etcd sent");
    }

    private static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be cloned", e);
        }
    }
}
