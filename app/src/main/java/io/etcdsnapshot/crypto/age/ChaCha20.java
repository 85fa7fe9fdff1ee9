package io.etcdsnapshot.crypto.age;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The key stream of ChaCha20, many blocks at once: the same word of all blocks lies side by side in one array, so that
 * Java's compiler finds loops that it can turn into vector instructions. Source: RFC 8439, 2.3.
 */
final class ChaCha20 {
    private static final int WORDS = 16;
    private static final int BLOCK_BYTES = 64;
    /** Five times as many, just enough for a chunk of age and the block before it; a multiple of what vectors hold. */
    private static final int BLOCKS = 208;

    private static final int ROUNDS = 20;
    private static final int COUNTER = 12;
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] state = Arrays.copyOf(CONSTANTS, WORDS);
    private final int[] stream = new int[WORDS * BLOCKS];
    private int used;

    ChaCha20(byte[] key) {
        for (int i = 0; i < key.length / Integer.BYTES; i++) {
            state[CONSTANTS.length + i] = (int) INT.get(key, Integer.BYTES * i);
        }
    }

    /** Begins a stream, and takes its first bytes as a key; the text's stream begins with the next block. */
    void start(byte[] nonce, byte[] firstBytes) {
        for (int i = 0; i < nonce.length / Integer.BYTES; i++) {
            state[COUNTER + 1 + i] = (int) INT.get(nonce, Integer.BYTES * i);
        }
        state[COUNTER] = 0;
        makeBlocks();
        for (int i = 0; i < firstBytes.length / Integer.BYTES; i++) {
            INT.set(firstBytes, Integer.BYTES * i, stream[i * BLOCKS]);
        }
        used = 1;
    }

    /** Combines a text with the stream; once for each start. */
    void apply(byte[] in, int length, byte[] out) {
        int at = 0;
        while (length - at >= BLOCK_BYTES) {
            int count = Math.min((length - at) / BLOCK_BYTES, ready());
            for (int i = 0; i < count; i++, at += BLOCK_BYTES) {
                combine(used++, in, at, out, at);
            }
        }
        if (at < length) {
            ready();
            byte[] last = Arrays.copyOf(Arrays.copyOfRange(in, at, length), BLOCK_BYTES);
            combine(used, last, 0, last, 0);
            System.arraycopy(last, 0, out, at, length - at);
        }
    }

    /** Returns how many blocks there are still, at least one. */
    private int ready() {
        if (used == BLOCKS) {
            state[COUNTER] += BLOCKS;
            makeBlocks();
            used = 0;
        }
        return BLOCKS - used;
    }

    private void combine(int block, byte[] in, int from, byte[] out, int to) {
        for (int word = 0; word < WORDS; word++) {
            int at = Integer.BYTES * word;
            INT.set(out, to + at, (int) INT.get(in, from + at) ^ stream[word * BLOCKS + block]);
        }
    }

    private void makeBlocks() {
        for (int word = 0; word < WORDS; word++) {
            Arrays.fill(stream, word * BLOCKS, (word + 1) * BLOCKS, state[word]);
        }
        addCounters();
        for (int round = 0; round < ROUNDS; round += 2) {
            twoRounds(stream);
        }
        for (int word = 0; word < WORDS; word++) {
            for (int i = 0; i < BLOCKS; i++) {
                stream[word * BLOCKS + i] += state[word];
            }
        }
        addCounters();
    }

    private void addCounters() {
        for (int i = 0; i < BLOCKS; i++) {
            stream[COUNTER * BLOCKS + i] += i;
        }
    }

    private static void twoRounds(int[] x) {
        quarterRound(x, 0, 4 * BLOCKS, 8 * BLOCKS, 12 * BLOCKS);
        quarterRound(x, BLOCKS, 5 * BLOCKS, 9 * BLOCKS, 13 * BLOCKS);
        quarterRound(x, 2 * BLOCKS, 6 * BLOCKS, 10 * BLOCKS, 14 * BLOCKS);
        quarterRound(x, 3 * BLOCKS, 7 * BLOCKS, 11 * BLOCKS, 15 * BLOCKS);
        quarterRound(x, 0, 5 * BLOCKS, 10 * BLOCKS, 15 * BLOCKS);
        quarterRound(x, BLOCKS, 6 * BLOCKS, 11 * BLOCKS, 12 * BLOCKS);
        quarterRound(x, 2 * BLOCKS, 7 * BLOCKS, 8 * BLOCKS, 13 * BLOCKS);
        quarterRound(x, 3 * BLOCKS, 4 * BLOCKS, 9 * BLOCKS, 14 * BLOCKS);
    }

    /** Only inlined, with constants for the words' places, does the compiler see that they don't overlap. */
    private static void quarterRound(int[] x, int a, int b, int c, int d) {
        for (int i = 0; i < BLOCKS; i++) {
            int xa = x[a + i];
            int xb = x[b + i];
            int xc = x[c + i];
            int xd = x[d + i];
            xa += xb;
            xd = Integer.rotateLeft(xd ^ xa, 16);
            xc += xd;
            xb = Integer.rotateLeft(xb ^ xc, 12);
            xa += xb;
            xd = Integer.rotateLeft(xd ^ xa, 8);
            xc += xd;
            xb = Integer.rotateLeft(xb ^ xc, 7);
            x[a + i] = xa;
            x[b + i] = xb;
            x[c + i] = xc;
            x[d + i] = xd;
        }
    }
}
