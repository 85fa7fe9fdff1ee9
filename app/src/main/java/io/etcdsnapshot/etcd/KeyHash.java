package io.etcdsnapshot.etcd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Hashes keys of any length that come in parts into 64 bits, to tell a million keys apart without keeping them: the
 * chance that two of them share a hash is below one in ten million. Seeded anew in each process, so that nobody can
 * choose keys that do.
 */
final class KeyHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SecureRandom().nextLong();
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private final byte[] block;
    private int filled;
    private long length;
    private long state;

    /** @param block holds the key, or its first part where it is longer; a multiple of eight bytes */
    KeyHash(byte[] block) {
        this.block = block;
    }

    void begin() {
        filled = 0;
        length = 0;
        state = SEED;
    }

    void add(byte[] bytes, int offset, int count) {
        int at = offset;
        for (int left = count; left > 0; ) {
            if (filled == block.length) {
                mixBlock();
            }
            int part = Math.min(left, block.length - filled);
            System.arraycopy(bytes, at, block, filled, part);
            filled += part;
            at += part;
            left -= part;
        }
        length += count;
    }

    /** Returns how long the key is; up to the block's length, the block begins with it. */
    long length() {
        return length;
    }

    private void mixBlock() {
        for (int at = 0; at < filled; at += Long.BYTES) {
            mix((long) LONGS.get(block, at));
        }
        filled = 0;
    }

    private void mix(long word) {
        long mixed = (state ^ word) * FACTOR;
        mixed ^= mixed >>> 32;
        mixed *= 0xD6E8FEB86659FD93L;
        state = mixed ^ mixed >>> 29;
    }

    long value() {
        int at = 0;
        for (; at + Long.BYTES <= filled; at += Long.BYTES) {
            mix((long) LONGS.get(block, at));
        }
        long rest = 0;
        for (; at < filled; at++) {
            rest = rest << 8 | block[at] & 0xff;
        }
        mix(rest);
        mix(length);
        return state;
    }
}
