package io.etcdsnapshot.etcd;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * One version of one key, as etcd stored it. Source: {@code api/mvccpb/kv.proto}.
 *
 * @param key in Base64, as etcd's JSON has it
 * @param modRevision the revision that wrote this version
 * @param version how many times the key was written since it was created
 * @param value in Base64, as etcd's JSON has it
 */
public record StoredKey(String key, long createRevision, long modRevision, long version, String value) {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    /** @throws IllegalArgumentException if the bytes are no such message */
    static StoredKey parse(ByteBuffer message) {
        String[] texts = {"", ""};
        long[] numbers = new long[7];
        try {
            while (message.hasRemaining()) {
                long tag = varint(message);
                int field = (int) (tag >>> 3);
                switch ((int) (tag & 7)) {
                    case VARINT -> numbers[field] = varint(message);
                    case BYTES -> texts[field == 1 ? 0 : 1] = base64(message, (int) varint(message));
                    default -> throw new IllegalArgumentException("no key of etcd's: field type " + (tag & 7));
                }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("no key of etcd's", e);
        }
        return new StoredKey(texts[0], numbers[2], numbers[3], numbers[4], texts[1]);
    }

    private static String base64(ByteBuffer message, int length) {
        byte[] bytes = new byte[length];
        message.get(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = message.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no key of etcd's: a number without end");
    }
}
