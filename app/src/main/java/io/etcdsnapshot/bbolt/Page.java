package io.etcdsnapshot.bbolt;

/**
 * The header of a bbolt page: number, flags, how many elements it has, how many overflow pages follow. A table of
 * elements comes next, then their keys and values. Source: {@code bbolt/internal/common/page.go}.
 */
final class Page {
    static final int HEADER_BYTES = 16;
    static final int BRANCH = 0x01;
    static final int LEAF = 0x02;
    static final int META = 0x04;
    static final int FREELIST = 0x10;

    /** bbolt's own limit. */
    static final int MAX_KEY_BYTES = 32768;

    /** Branches and buckets lie in one another, but nothing sound this deep. */
    static final int MAX_DEPTH = 64;

    private Page() {}

    static long number(byte[] bytes, int at) {
        return LittleEndian.getLong(bytes, at);
    }

    static int flags(byte[] bytes, int at) {
        return LittleEndian.getChar(bytes, at + 8);
    }

    static int count(byte[] bytes, int at) {
        return LittleEndian.getChar(bytes, at + 10);
    }

    static long overflow(byte[] bytes, int at) {
        return LittleEndian.getUnsignedInt(bytes, at + 12);
    }
}
