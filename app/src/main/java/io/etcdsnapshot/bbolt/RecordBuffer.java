package io.etcdsnapshot.bbolt;

import java.util.Arrays;

/** Collects what is kept of a page; grows, is used for page after page, and is read by {@link RecordReader}. */
public final class RecordBuffer {
    private static final int MAX_VARINT_BYTES = 10;

    private byte[] bytes = new byte[1024];
    private int size;

    public RecordBuffer clear() {
        size = 0;
        return this;
    }

    public RecordBuffer putByte(int value) {
        int at = grow(1); // may put a larger array in place of this one
        bytes[at] = (byte) value;
        return this;
    }

    public RecordBuffer putInt(int value) {
        int at = grow(Integer.BYTES);
        LittleEndian.putInt(bytes, at, value);
        return this;
    }

    public RecordBuffer putLong(long value) {
        int at = grow(Long.BYTES);
        LittleEndian.putLong(bytes, at, value);
        return this;
    }

    /** Puts a number in as few bytes as it takes, seven bits in each. */
    public RecordBuffer putVarint(long value) {
        int at = grow(MAX_VARINT_BYTES);
        long left = value;
        for (; (left & ~0x7fL) != 0; left >>>= 7) {
            bytes[at++] = (byte) (left | 0x80);
        }
        bytes[at++] = (byte) left;
        size = at;
        return this;
    }

    public RecordBuffer putBytes(byte[] source, int offset, int length) {
        int at = grow(length);
        System.arraycopy(source, offset, bytes, at, length);
        return this;
    }

    /**
     * Puts a key; the zeros at its ends, which revisions have many of, are counted only: {@code length of the rest and, in
     * four bits each, zeros before and behind it; the rest}.
     */
    public RecordBuffer putKey(byte[] key, int offset, int length) {
        int before = 0;
        int behind = 0;
        if (length >= 2 * Long.BYTES) {
            before = Long.numberOfTrailingZeros(LittleEndian.getLong(key, offset)) / Byte.SIZE;
            behind = Long.numberOfLeadingZeros(LittleEndian.getLong(key, offset + length - Long.BYTES)) / Byte.SIZE;
        }
        int rest = length - before - behind;
        return putVarint(rest << 8 | before << 4 | behind).putBytes(key, offset + before, rest);
    }

    public RecordBuffer putAll(RecordBuffer other) {
        return putBytes(other.bytes, 0, other.size);
    }

    public int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    /** @return where the new bytes begin */
    private int grow(int length) {
        int at = size;
        size = Math.addExact(size, length);
        if (size > bytes.length) {
            enlarge();
        }
        return at;
    }

    private void enlarge() {
        bytes = Arrays.copyOf(bytes, Math.max(size, Math.multiplyExact(bytes.length, 2)));
    }
}
