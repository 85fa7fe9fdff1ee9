package io.etcdsnapshot.bbolt;

/** Reads what a {@link RecordBuffer} wrote, from its start to its end. */
public final class RecordReader {
    private final byte[] bytes;
    private int at;

    RecordReader(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /** Returns a second reader at the same place. */
    public RecordReader fork() {
        return new RecordReader(bytes, at);
    }

    public int getByte() {
        return bytes[at++] & 0xff;
    }

    public int getInt() {
        at += Integer.BYTES;
        return LittleEndian.getInt(bytes, at - Integer.BYTES);
    }

    public long getLong() {
        at += Long.BYTES;
        return LittleEndian.getLong(bytes, at - Long.BYTES);
    }

    public long getVarint() {
        int next = bytes[at++];
        long value = next & 0x7f;
        for (int shift = 7; next < 0; shift += 7) {
            next = bytes[at++];
            value |= (next & 0x7fL) << shift;
        }
        return value;
    }

    public KeyView getKey() {
        int lengths = (int) getVarint();
        int before = lengths >>> 4 & 0xf;
        int rest = lengths >>> 8;
        byte[] key = new byte[before + rest + (lengths & 0xf)];
        System.arraycopy(bytes, at, key, before, rest);
        at += rest;
        return new KeyView(key, 0, key.length);
    }

    void skip(int length) {
        at += length;
    }
}
