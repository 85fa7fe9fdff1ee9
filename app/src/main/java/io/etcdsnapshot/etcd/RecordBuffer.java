package io.etcdsnapshot.etcd;

import java.nio.ByteBuffer;

/** A growing buffer for the records of a {@link PageTable}; reused from page to page. */
final class RecordBuffer {
    private ByteBuffer bytes = ByteBuffer.allocate(1024);

    RecordBuffer clear() {
        bytes.clear();
        return this;
    }

    RecordBuffer putByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    RecordBuffer putChar(int value) {
        room(2).putChar((char) value);
        return this;
    }

    RecordBuffer putInt(int value) {
        room(4).putInt(value);
        return this;
    }

    RecordBuffer putLong(long value) {
        room(8).putLong(value);
        return this;
    }

    RecordBuffer putBytes(byte[] source, int offset, int length) {
        room(length).put(source, offset, length);
        return this;
    }

    /** Length first, as a char. */
    RecordBuffer putKey(byte[] key, int length) {
        return putChar(length).putBytes(key, 0, length);
    }

    RecordBuffer putAll(RecordBuffer other) {
        return putBytes(other.bytes.array(), 0, other.size());
    }

    /** The counterpart of {@link #putKey}: a view, no copy. */
    static ByteBuffer getKey(ByteBuffer record) {
        int length = record.getChar();
        ByteBuffer key = record.slice(record.position(), length);
        record.position(record.position() + length);
        return key;
    }

    int size() {
        return bytes.position();
    }

    byte[] array() {
        return bytes.array();
    }

    private ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            int capacity = Math.max(Math.addExact(bytes.position(), length), Math.multiplyExact(bytes.capacity(), 2));
            bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
        }
        return bytes;
    }
}
