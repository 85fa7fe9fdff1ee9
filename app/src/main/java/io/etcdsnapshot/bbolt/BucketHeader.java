package io.etcdsnapshot.bbolt;

/** The value of a leaf element that is a bucket: its root page and a sequence number. */
final class BucketHeader {
    static final int BYTES = 16;

    /** Instead of a root page: the bucket is so small that its only page follows the header. */
    static final long INLINE = 0;

    private BucketHeader() {}

    static long root(byte[] bytes, int at) {
        return LittleEndian.getLong(bytes, at);
    }
}
