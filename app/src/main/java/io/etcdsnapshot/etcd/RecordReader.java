package io.etcdsnapshot.etcd;

/** Reads what a {@link RecordBuffer} wrote, from its start to its end. */
final class RecordReader {
    private final byte[] bytes;
    private int at;

    RecordReader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** A second reader at the same place. */
    RecordReader fork() {
        return new RecordReader(bytes, at);
    }

    int getByte() {
        return bytes[at++] & 0xff;
    }

    int getChar() {
        at += Character.BYTES;
        return LittleEndian.getChar(bytes, at - Character.BYTES);
    }

    int getInt() {
        at += Integer.BYTES;
        return LittleEndian.getInt(bytes, at - Integer.BYTES);
    }

    long getLong() {
        at += Long.BYTES;
        return LittleEndian.getLong(bytes, at - Long.BYTES);
    }

    PageKey getKey() {
        int length = getChar();
        at += length;
        return new PageKey(bytes, at - length, length);
    }
}
