package io.etcdsnapshot.etcd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Hashes keys into 64 bits, to tell a million of them apart without keeping them: the chance that two share a hash is
 * below one in ten million. Seeded anew in each process, so that nobody can choose keys that do.
 */
public final class KeyHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = new SecureRandom().nextLong();

    private KeyHash() {}

    /** Returns the hash of a key of etcd's. */
    public static long of(byte[] key) {
        return of(key, 0, key.length);
    }

    static long of(byte[] bytes, int from, int length) {
        long hash = SEED ^ length;
        int at = from;
        int end = from + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(bytes, at));
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << 8 | bytes[at] & 0xff;
        }
        return mix(hash ^ rest);
    }

    private static long mix(long word) {
        long mixed = word * 0x9E3779B97F4A7C15L;
        mixed ^= mixed >>> 32;
        mixed *= 0xD6E8FEB86659FD93L;
        return mixed ^ mixed >>> 29;
    }
}
