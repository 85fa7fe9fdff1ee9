package io.etcdsnapshot.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The authenticator of ChaCha20-Poly1305 and of NaCl, in limbs of 44 bits: a product's upper part is {@code multiplyHigh} of factors
 * that are shifted by ten bits each, so that sums never carry. No branch depends on a secret. Source: RFC 8439, 2.5.
 */
public final class Poly1305 {
    public static final int KEY_BYTES = 32;

    private static final int BLOCK_BYTES = 16;
    private static final int BITS = 44;
    private static final long LIMB = (1L << BITS) - 1;
    /** The third limb has the 42 bits that are left of 130. */
    private static final int LAST_BITS = 42;

    private static final long LAST_LIMB = (1L << LAST_BITS) - 1;
    /** Two shifts that together are what 64 is more than a limb has. */
    private static final int SHIFT = (Long.SIZE - BITS) / 2;
    /** Of the bit behind a block's sixteen bytes, in the third limb. */
    private static final long END_OF_BLOCK = 1L << (8 * BLOCK_BYTES - 2 * BITS);

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long r0;
    private final long r1;
    private final long r2;
    private long h0;
    private long h1;
    private long h2;

    private Poly1305(byte[] key) {
        long low = (long) LONG.get(key, 0);
        long high = (long) LONG.get(key, Long.BYTES);
        r0 = low & 0xffc0fffffffL;
        r1 = (low >>> BITS | high << 20) & 0xfffffc0ffffL;
        r2 = high >>> 24 & 0xffffffc0fL;
    }

    /** Returns the tag of the bytes from an index on, under a key that is used once. */
    public static byte[] tag(byte[] key, byte[] text, int from) {
        Poly1305 sum = new Poly1305(key);
        int whole = (text.length - from) / BLOCK_BYTES * BLOCK_BYTES;
        sum.add(text, from, whole, END_OF_BLOCK);
        byte[] rest = Arrays.copyOfRange(text, from + whole, text.length);
        if (rest.length > 0) {
            byte[] end = Arrays.copyOf(rest, BLOCK_BYTES);
            end[rest.length] = 1;
            sum.add(end, 0, BLOCK_BYTES, 0);
        }
        return sum.tag(key);
    }

    /** Returns the tag that ChaCha20-Poly1305 gives a text without associated data: of whole blocks and both lengths. */
    public static byte[] aeadTag(byte[] key, byte[] text, int length) {
        Poly1305 sum = new Poly1305(key);
        int whole = length / BLOCK_BYTES * BLOCK_BYTES;
        sum.add(text, 0, whole, END_OF_BLOCK);
        byte[] end = new byte[2 * BLOCK_BYTES];
        System.arraycopy(text, whole, end, 0, length - whole);
        int lengths = length > whole ? BLOCK_BYTES : 0;
        LONG.set(end, lengths, 0L);
        LONG.set(end, lengths + Long.BYTES, (long) length);
        sum.add(end, 0, lengths + BLOCK_BYTES, END_OF_BLOCK);
        return sum.tag(key);
    }

    /**
     * @param length whole blocks
     * @param above what each has above its sixteen bytes
     */
    private void add(byte[] text, int from, int length, long above) {
        long a0 = h0;
        long a1 = h1;
        long a2 = h2;
        long t0 = r0 << SHIFT;
        long t1 = r1 << SHIFT;
        long t2 = r2 << SHIFT;
        // What is above 130 bits comes back five times; two more bits of it, as limbs have 132.
        long s1 = r1 * 20;
        long s2 = r2 * 20;
        long u1 = s1 << SHIFT;
        long u2 = s2 << SHIFT;
        for (int at = from; at < from + length; at += BLOCK_BYTES) {
            long low = (long) LONG.get(text, at);
            long high = (long) LONG.get(text, at + Long.BYTES);
            a0 += low & LIMB;
            a1 += (low >>> BITS | high << 20) & LIMB;
            a2 += high >>> 24 | above;
            long b0 = a0 << SHIFT;
            long b1 = a1 << SHIFT;
            long b2 = a2 << SHIFT;
            long d0 = (a0 * r0 & LIMB) + (a1 * s2 & LIMB) + (a2 * s1 & LIMB);
            long d1 = (a0 * r1 & LIMB) + (a1 * r0 & LIMB) + (a2 * s2 & LIMB);
            long d2 = (a0 * r2 & LIMB) + (a1 * r1 & LIMB) + (a2 * r0 & LIMB);
            d1 += Math.multiplyHigh(b0, t0) + Math.multiplyHigh(b1, u2) + Math.multiplyHigh(b2, u1);
            d2 += Math.multiplyHigh(b0, t1) + Math.multiplyHigh(b1, t0) + Math.multiplyHigh(b2, u2);
            long over = Math.multiplyHigh(b0, t2) + Math.multiplyHigh(b1, t1) + Math.multiplyHigh(b2, t0);
            d1 += d0 >>> BITS;
            d2 += d1 >>> BITS;
            a0 = (d0 & LIMB) + 5 * ((d2 >>> LAST_BITS) + (over << BITS - LAST_BITS));
            a1 = (d1 & LIMB) + (a0 >>> BITS);
            a0 &= LIMB;
            a2 = d2 & LAST_LIMB;
        }
        h0 = a0;
        h1 = a1;
        h2 = a2;
    }

    private byte[] tag(byte[] key) {
        carry();
        carry();
        // The same less the prime, if that is not negative.
        long g0 = h0 + 5;
        long g1 = h1 + (g0 >>> BITS);
        long g2 = h2 + (g1 >>> BITS) - (1L << LAST_BITS);
        long keep = g2 >> Long.SIZE - 1;
        long f0 = (h0 & keep) | (g0 & LIMB & ~keep);
        long f1 = (h1 & keep) | (g1 & LIMB & ~keep);
        long f2 = (h2 & keep) | (g2 & ~keep);
        long low = f0 | f1 << BITS;
        long pad = (long) LONG.get(key, 2 * Long.BYTES);
        long sum = low + pad;
        // Without a comparison, which could be a branch.
        long carry = (low & pad | (low | pad) & ~sum) >>> Long.SIZE - 1;
        byte[] tag = new byte[BLOCK_BYTES];
        LONG.set(tag, 0, sum);
        LONG.set(tag, Long.BYTES, (f1 >>> 20 | f2 << 24) + (long) LONG.get(key, 3 * Long.BYTES) + carry);
        return tag;
    }

    private void carry() {
        h1 += h0 >>> BITS;
        h0 &= LIMB;
        h2 += h1 >>> BITS;
        h1 &= LIMB;
        h0 += 5 * (h2 >>> LAST_BITS);
        h2 &= LAST_LIMB;
    }
}
