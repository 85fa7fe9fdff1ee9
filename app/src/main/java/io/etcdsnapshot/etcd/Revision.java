package io.etcdsnapshot.etcd;

import java.util.Comparator;

/**
 * Says when a version of a key was written. As a key of bucket {@code key} it is 17 bytes: main, an underscore, sub, both
 * big-endian; an eighteenth, {@code t}, marks a tombstone, which is a deletion. Source: {@code
 * server/storage/mvcc/revision.go}.
 *
 * @param main number of the transaction
 * @param sub number of the change within it
 */
public record Revision(long main, long sub) implements Comparable<Revision> {
    static final int BYTES = 17;
    private static final int MARKED_BYTES = 18;
    private static final int SEPARATOR_AT = 8;
    private static final Comparator<Revision> ORDER =
            Comparator.comparingLong(Revision::main).thenComparingLong(Revision::sub);

    /** Returns whether these bytes are a revision, which etcd takes nothing else for. */
    static boolean isRevision(byte[] key, int length) {
        return (length == BYTES || length == MARKED_BYTES)
                && key[SEPARATOR_AT] == '_'
                && mainOf(key) >= 0
                && subOf(key) >= 0;
    }

    static boolean isTombstone(byte[] key, int length) {
        return length == MARKED_BYTES && key[BYTES] == 't';
    }

    static long mainOf(byte[] key) {
        return bigEndian(key, 0);
    }

    static long subOf(byte[] key) {
        return bigEndian(key, SEPARATOR_AT + 1);
    }

    static Revision of(byte[] key) {
        return new Revision(mainOf(key), subOf(key));
    }

    /** Returns the bytes that sort before this revision's own and after those of every earlier one. */
    byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        putBigEndian(bytes, 0, main);
        bytes[SEPARATOR_AT] = '_';
        putBigEndian(bytes, SEPARATOR_AT + 1, sub);
        return bytes;
    }

    private static long bigEndian(byte[] bytes, int at) {
        long value = 0;
        for (int i = at; i < at + Long.BYTES; i++) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    private static void putBigEndian(byte[] bytes, int at, long value) {
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> (Long.SIZE - 8 * (i + 1)));
        }
    }

    @Override
    public int compareTo(Revision other) {
        return ORDER.compare(this, other);
    }
}
