package io.etcdsnapshot.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Damages files as disks, networks and fuzzers do; the same seed gives the same damage. */
public final class Mutator {
    private static final long[] EDGES = {
        0, 1, 2, 3, 0x10, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1L << 32
    };

    private final Random random;
    private final int blockBytes;

    /** @param blockBytes where headers lie: at multiples of this */
    public Mutator(long seed, int blockBytes) {
        this.random = new Random(seed);
        this.blockBytes = blockBytes;
    }

    /** One to eight mutations of a copy. */
    public byte[] mutate(byte[] original) {
        byte[] bytes = original.clone();
        for (int left = 1 + random.nextInt(8); left > 0 && bytes.length > 0; left--) {
            bytes = mutateOnce(bytes);
        }
        return bytes;
    }

    private byte[] mutateOnce(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(12)) {
            case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) random.nextInt();
            case 3 -> copy(bytes, at, random.nextInt(bytes.length), 1 + random.nextInt(2 * blockBytes));
            case 4 -> copy(bytes, block(bytes), block(bytes), blockBytes);
            case 5 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(blockBytes)), (byte) 0);
            case 6, 7 -> putEdge(bytes, block(bytes) + random.nextInt(80));
            case 8, 9 -> putNumber(bytes, block(bytes) + 2 * random.nextInt(8), 1 + random.nextInt(200));
            case 10 -> putEdge(bytes, at);
            default -> {
                return random.nextInt(4) > 0 ? bytes : resize(bytes);
            }
        }
        return bytes;
    }

    private byte[] resize(byte[] bytes) {
        int length = random.nextBoolean() ? random.nextInt(bytes.length) : bytes.length + random.nextInt(blockBytes);
        return Arrays.copyOf(bytes, random.nextBoolean() ? length : length / blockBytes * blockBytes);
    }

    private int block(byte[] bytes) {
        return random.nextInt(bytes.length / blockBytes + 1) * blockBytes;
    }

    private static void copy(byte[] bytes, int from, int to, int length) {
        int fits = Math.min(length, bytes.length - Math.max(from, to));
        if (fits > 0) {
            System.arraycopy(bytes, from, bytes, to, fits);
        }
    }

    private void putEdge(byte[] bytes, int at) {
        putNumber(bytes, at, EDGES[random.nextInt(EDGES.length)]);
    }

    private void putNumber(byte[] bytes, int at, long number) {
        int width = 1 << random.nextInt(4);
        if (at + width <= bytes.length) {
            ByteBuffer little =
                    ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, number);
            little.get(0, bytes, at, width);
        }
    }
}
