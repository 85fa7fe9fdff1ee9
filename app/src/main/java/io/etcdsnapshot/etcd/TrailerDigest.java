package io.etcdsnapshot.etcd;

import io.etcdsnapshot.io.Fanout;
import io.etcdsnapshot.io.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Computes the SHA-256 of a whole snapshot file and, on the way, compares its last 32 bytes with the SHA-256 of all
 * bytes before them, which {@code etcdctl snapshot save} appends and {@code snapshot restore} demands.
 */
public final class TrailerDigest implements Fanout.Consumer {
    public static final int BYTES = 32;

    private final byte[] head = new byte[FileKind.HEAD_BYTES];
    private final long trailerAt;
    private final byte[] trailer = new byte[BYTES];
    private MessageDigest digest = Sha256.start();
    private byte[] computed = new byte[0];
    private long seen;

    TrailerDigest(long size) {
        this.trailerAt = size - BYTES;
    }

    /** Returns whether a file of this size ends in a trailer: a database is whole pages, which are multiples of 512 bytes. */
    static boolean hasTrailer(long size) {
        return size % 512 == BYTES;
    }

    @Override
    public void accept(byte[] chunk, int length) {
        if (seen == 0) {
            System.arraycopy(chunk, 0, head, 0, Math.min(length, head.length));
        }
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

    /** Returns what the file is where it is of another kind and tells by its first bytes. */
    Optional<FileKind> otherKind() {
        return FileKind.of(head, (int) Math.min(seen, head.length));
    }

    long bytesSeen() {
        return seen;
    }

    /** Returns the SHA-256 of the whole file, in lower-case hexadecimal. */
    String sha256() {
        return Sha256.hex(copyOf(digest).digest());
    }

    Trailer trailer() {
        if (!hasTrailer(trailerAt + BYTES)) {
            return Trailer.MISSING;
        }
        return Arrays.equals(computed, trailer) ? Trailer.MATCHES : Trailer.DIFFERS;
    }

    private static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be cloned", e);
        }
    }
}
