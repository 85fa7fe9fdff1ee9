package io.etcdsnapshot.bbolt;

/** An element of a leaf page: flags, and where its key and value lie. Positions count from the element's first byte. */
final class LeafElement {
    static final int BYTES = 16;

    private static final int BUCKET_FLAG = 0x01;

    private LeafElement() {}

    /** Returns whether the value is a bucket's header, perhaps with the bucket itself behind it. */
    static boolean isBucket(byte[] bytes, int at) {
        return (LittleEndian.getInt(bytes, at) & BUCKET_FLAG) != 0;
    }

    static long position(byte[] bytes, int at) {
        return LittleEndian.getUnsignedInt(bytes, at + 4);
    }

    static long keyBytes(byte[] bytes, int at) {
        return LittleEndian.getUnsignedInt(bytes, at + 8);
    }

    static long valueBytes(byte[] bytes, int at) {
        return LittleEndian.getUnsignedInt(bytes, at + 12);
    }
}
