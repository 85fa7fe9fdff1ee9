package io.etcdsnapshot.bbolt;

/** Reads and writes numbers as bbolt does, straight in a byte array: the scanner's loops stay small enough to compile fast. */
final class LittleEndian {
    private LittleEndian() {}

    /** Returns two bytes as an unsigned number. */
    static int getChar(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    }

    static int getInt(byte[] bytes, int at) {
        return getChar(bytes, at) | getChar(bytes, at + 2) << 16;
    }

    /** Returns four bytes as an unsigned number. */
    static long getUnsignedInt(byte[] bytes, int at) {
        return Integer.toUnsignedLong(getInt(bytes, at));
    }

    static long getLong(byte[] bytes, int at) {
        return getUnsignedInt(bytes, at) | getUnsignedInt(bytes, at + 4) << 32;
    }

    static void putChar(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
    }

    static void putInt(byte[] bytes, int at, int value) {
        putChar(bytes, at, value);
        putChar(bytes, at + 2, value >>> 16);
    }

    static void putLong(byte[] bytes, int at, long value) {
        putInt(bytes, at, (int) value);
        putInt(bytes, at + 4, (int) (value >>> 32));
    }
}
