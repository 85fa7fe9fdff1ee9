package io.etcdsnapshot.kubernetes.encryption;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The XSalsa20 stream cipher, which the JDK lacks. Source: D. J. Bernstein, "Extending the Salsa20 nonce". */
final class XSalsa20 {
    private static final int BLOCK = 64;
    private static final int ROUNDS = 20;
    /** "expand 32-byte k" on the diagonal. */
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private XSalsa20() {}

    /** Combines the text in place with the stream of a key of 32 and a nonce of 24 bytes. */
    static void xor(byte[] key, byte[] nonce, byte[] text) {
        int[] words = ints(nonce);
        int[] subkey = subkey(ints(key), words);
        int[] state = state(subkey, new int[] {words[4], words[5], 0, 0});
        ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < text.length; from += BLOCK) {
            int[] mixed = state.clone();
            mix(mixed);
            block.clear();
            for (int i = 0; i < mixed.length; i++) {
                block.putInt(mixed[i] + state[i]);
            }
            for (int i = 0; i < Math.min(BLOCK, text.length - from); i++) {
                text[from + i] ^= block.get(i);
            }
            if (++state[8] == 0) {
                state[9]++;
            }
        }
    }

    /** HSalsa20: a key of its own for the first 16 bytes of the nonce. */
    private static int[] subkey(int[] key, int[] nonce) {
        int[] state = state(key, nonce);
        mix(state);
        return new int[] {state[0], state[5], state[10], state[15], state[6], state[7], state[8], state[9]};
    }

    private static int[] state(int[] key, int[] input) {
        return new int[] {
            CONSTANTS[0], key[0], key[1], key[2], key[3], CONSTANTS[1], input[0], input[1],
            input[2], input[3], CONSTANTS[2], key[4], key[5], key[6], key[7], CONSTANTS[3]
        };
    }

    private static void mix(int[] x) {
        for (int round = 0; round < ROUNDS; round += 2) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }

    private static int[] ints(byte[] bytes) {
        int[] ints = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(ints);
        return ints;
    }
}
