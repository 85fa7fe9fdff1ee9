package io.etcdsnapshot.etcd;

import java.util.Arrays;

/** A growing buffer for the records of a {@link PageTable}; reused from page to page, and read by {@link RecordReader}. */
final class RecordBuffer {
    private byte[] bytes = new byte[1024];
    private int size;

    RecordBuffer clear() {
        size = 0;
        return this;
    }

    RecordBuffer putByte(int value) {
        bytes[grow(1)] = (byte) value;
        return this;
    }

    RecordBuffer putChar(int value) {
        int at = grow(Character.BYTES);
        LittleEndian.putChar(bytes, at, value);
        return this;
    }

    RecordBuffer putInt(int value) {
        int at = grow(Integer.BYTES);
        LittleEndian.putInt(bytes, at, value);
        return this;
    }

    RecordBuffer putLong(long value) {
        int at = grow(Long.BYTES);
        LittleEndian.putLong(bytes, at, value);
        return this;
    }

    RecordBuffer putBytes(byte[] source, int offset, int length) {
        int at = grow(length);
        System.arraycopy(source, offset, bytes, at, length);
        return this;
    }

    /** Length first, as a char. */
    RecordBuffer putKey(byte[] key, int length) {
        return putChar(length).putBytes(key, 0, length);
    }

    RecordBuffer putAll(RecordBuffer other) {
        return putBytes(other.bytes, 0, other.size);
    }

    int size() {
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
