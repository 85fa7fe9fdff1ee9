package io.etcdsnapshot.etcd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int MARKED_BYTES = 18;
    private static final int SEPARATOR_AT = 8;
    private static final Comparator<Revision> ORDER =
            Comparator.comparingLong(Revision::main).thenComparingLong(Revision::sub);

    /** Returns whether these bytes are a revision, which etcd takes nothing else for. */
    static boolean isRevision(byte[] bytes, int at, int length) {
        return (length == BYTES || length == MARKED_BYTES)
                && bytes[at + SEPARATOR_AT] == '_'
                && mainOf(bytes, at) >= 0
                && bytes[at + SEPARATOR_AT + 1] >= 0;
    }

    static boolean isTombstone(byte[] bytes, int at, int length) {
        return length == MARKED_BYTES && bytes[at + BYTES] == 't';
    }

    static long mainOf(byte[] bytes, int at) {
        return bigEndian(bytes, at);
    }

    static long subOf(byte[] bytes, int at) {
        return bigEndian(bytes, at + SEPARATOR_AT + 1);
    }

    static Revision of(byte[] key) {
        return at(key, 0);
    }

    static Revision at(byte[] bytes, int at) {
        return new Revision(mainOf(bytes, at), subOf(bytes, at));
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
        return (long) LONGS.get(bytes, at);
    }

    private static void putBigEndian(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }

    @Override
    public int compareTo(Revision other) {
        return ORDER.compare(this, other);
    }
}
