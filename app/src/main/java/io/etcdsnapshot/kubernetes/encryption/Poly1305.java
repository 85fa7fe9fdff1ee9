package io.etcdsnapshot.kubernetes.encryption;

import java.math.BigInteger;

/** The Poly1305 authenticator. Source: RFC 8439, section 2.5. */
final class Poly1305 {
    private static final int TAG = 16;
    private static final BigInteger PRIME = BigInteger.TWO.pow(130).subtract(BigInteger.valueOf(5));
    private static final BigInteger CLAMP = new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16);

    private Poly1305() {}

    /** Returns the tag of the bytes from an index on, under a key of 32 bytes. */
    static byte[] tag(byte[] key, byte[] message, int from) {
        BigInteger r = littleEndian(key, 0, TAG).and(CLAMP);
        BigInteger sum = BigInteger.ZERO;
        for (int at = from; at < message.length; at += TAG) {
            int end = Math.min(message.length, at + TAG);
            BigInteger block = littleEndian(message, at, end).setBit((end - at) * Byte.SIZE);
            sum = sum.add(block).multiply(r).mod(PRIME);
        }
        byte[] bigEndian = sum.add(littleEndian(key, TAG, 2 * TAG)).toByteArray();
        byte[] tag = new byte[TAG];
        for (int i = 0; i < Math.min(TAG, bigEndian.length); i++) {
            tag[i] = bigEndian[bigEndian.length - 1 - i];
        }
        return tag;
    }

    private static BigInteger littleEndian(byte[] bytes, int from, int to) {
        byte[] bigEndian = new byte[to - from];
        for (int i = from; i < to; i++) {
            bigEndian[to - 1 - i] = bytes[i];
        }
        return new BigInteger(1, bigEndian);
    }
}
