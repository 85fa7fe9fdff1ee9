package io.etcdsnapshot.kubernetes.protobuf;

import io.etcdsnapshot.kubernetes.document.DocumentException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A part of an array, shared and not copied. */
final class Bytes {
    static final Bytes EMPTY = of(new byte[0]);

    private final byte[] array;
    private final int from;
    private final int to;

    private Bytes(byte[] array, int from, int to) {
        this.array = array;
        this.from = from;
        this.to = to;
    }

    static Bytes of(byte[] array) {
        return new Bytes(array, 0, array.length);
    }

    int length() {
        return to - from;
    }

    byte[] toArray() {
        return Arrays.copyOfRange(array, from, to);
    }

    String utf8() {
        return new String(array, from, length(), StandardCharsets.UTF_8);
    }

    String base64() {
        return Base64.getEncoder().encodeToString(toArray());
    }

    /** Returns all, one behind the other: of a message in parts this is the merged message. */
    static Bytes joined(List<Bytes> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        parts.forEach(part -> whole.write(part.array, part.from, part.length()));
        return of(whole.toByteArray());
    }

    Cursor cursor() {
        return new Cursor();
    }

    /** Reads the part from its begin to its end. */
    final class Cursor {
        private int at = from;

        boolean hasMore() {
            return at < to;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = next();
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new DocumentException("invalid protobuf: unterminated varint");
        }

        /** Returns a little-endian number. */
        long fixed(int size) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                value |= (next() & 0xffL) << (8 * i);
            }
            return value;
        }

        Bytes take(long length) {
            if (length < 0 || length > to - at) {
                throw new DocumentException(
                        "invalid protobuf: a field of %d bytes where %d are left".formatted(length, to - at));
            }
            at += (int) length;
            return new Bytes(array, at - (int) length, at);
        }

        private byte next() {
            if (at >= to) {
                throw new DocumentException("invalid protobuf: it ends early");
            }
            return array[at++];
        }
    }
}
