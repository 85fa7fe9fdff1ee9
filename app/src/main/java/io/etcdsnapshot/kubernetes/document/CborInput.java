package io.etcdsnapshot.kubernetes.document;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the heads and strings of CBOR. */
final class CborInput {
    /** Instead of a length: up to a break. */
    static final long INDEFINITE = -1;

    private static final int BREAK = 0xff;

    private final byte[] bytes;
    private int at;

    CborInput(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    byte[] string(int major, long length) {
        if (length != INDEFINITE) {
            if (length < 0 || length > bytes.length - at) {
                throw malformed("a text that ends early");
            }
            at += (int) length;
            return Arrays.copyOfRange(bytes, at - (int) length, at);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        while (!atBreak()) {
            int initial = next();
            if (initial >> 5 != major || (initial & 31) == 31) {
                throw malformed("a text in parts of another type");
            }
            whole.writeBytes(string(major, argument(initial & 31)));
        }
        return whole.toByteArray();
    }

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    boolean atBreak() {
        if (at < bytes.length && (bytes[at] & 0xff) == BREAK) {
            at++;
            return true;
        }
        return false;
    }

    long argument(int info) {
        return switch (info) {
            case 24 -> unsigned(1);
            case 25 -> unsigned(2);
            case 26 -> unsigned(4);
            case 27 -> signed(unsigned(8));
            case 28, 29, 30 -> throw malformed("a reserved length");
            case 31 -> INDEFINITE;
            default -> info;
        };
    }

    long signed(long value) {
        if (value < 0) {
            throw malformed("a number that does not fit");
        }
        return value;
    }

    long unsigned(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | next();
        }
        return value;
    }

    int next() {
        if (at >= bytes.length) {
            throw new DocumentException("the CBOR ends early");
        }
        return bytes[at++] & 0xff;
    }

    DocumentException malformed(String what) {
        return new DocumentException("invalid CBOR at byte %d: %s".formatted(at, what));
    }
}
