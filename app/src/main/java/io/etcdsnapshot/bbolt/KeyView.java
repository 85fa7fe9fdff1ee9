package io.etcdsnapshot.bbolt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Views a key where it lies, without a copy. */
public final class KeyView {
    private final byte[] bytes;
    private final int offset;
    private final int length;

    KeyView(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** Compares by unsigned bytes, as bbolt orders keys. */
    boolean isBefore(KeyView other) {
        return Arrays.compareUnsigned(
                        bytes, offset, offset + length, other.bytes, other.offset, other.offset + other.length)
                < 0;
    }

    public int length() {
        return length;
    }

    public byte[] copy() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** Returns the key as UTF-8 text. */
    public String text() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }
}
