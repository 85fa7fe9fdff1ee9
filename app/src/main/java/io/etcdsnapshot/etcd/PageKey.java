package io.etcdsnapshot.etcd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A key of a page, where its record lies: a view, no copy. */
final class PageKey {
    private final byte[] bytes;
    private final int offset;
    private final int length;

    PageKey(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** By unsigned bytes, as bbolt orders keys. */
    boolean isBefore(PageKey other) {
        return Arrays.compareUnsigned(
                        bytes, offset, offset + length, other.bytes, other.offset, other.offset + other.length)
                < 0;
    }

    String text() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, offset, length).slice();
    }
}
