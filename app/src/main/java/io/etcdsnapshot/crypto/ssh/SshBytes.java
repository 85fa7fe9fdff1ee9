package io.etcdsnapshot.crypto.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Reads strings as SSH writes them: four bytes of length, then so many. Source: RFC 4251, section 5. */
final class SshBytes {
    private final ByteBuffer bytes;

    SshBytes(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** @throws IllegalArgumentException if there are not so many bytes */
    byte[] take(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException("it is cut short");
        }
        byte[] taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    int number() {
        return ByteBuffer.wrap(take(Integer.BYTES)).getInt();
    }

    byte[] string() {
        return take(number());
    }

    String text() {
        return new String(string(), UTF_8);
    }

    /** Returns the strings, one after the other, as SSH writes them. */
    static byte[] of(byte[]... strings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] string : strings) {
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(string.length).array());
            out.writeBytes(string);
        }
        return out.toByteArray();
    }
}
