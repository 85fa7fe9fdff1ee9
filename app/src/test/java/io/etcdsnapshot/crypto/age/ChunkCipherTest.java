package io.etcdsnapshot.crypto.age;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.crypto.AgeHeader;
import io.etcdsnapshot.crypto.Poly1305;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cipher for the Java of old, compared with Java's own. */
class ChunkCipherTest {
    private static final int CHUNK = AgeHeader.CHUNK_BYTES;
    private static final int TAG = AgeHeader.TAG_BYTES;
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @MethodSource("lengths")
    void bothEncryptAlikeWhateverTheLength(int length) {
        Random random = new Random(length);
        byte[] key = bytes(random, 32);

        assertAlike(key, ChunkCipher.nonce(length, false), bytes(random, length));
    }

    private static IntStream lengths() {
        return IntStream.concat(
                IntStream.rangeClosed(0, 200),
                IntStream.of(13_247, 13_248, 13_249, 13_311, 13_312, 13_313, CHUNK - 1, CHUNK));
    }

    @RepeatedTest(40)
    void bothEncryptAlikeWhateverTheKey(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 50; i++) {
            byte[] text = bytes(random, random.nextInt(600));
            if (i % 3 == 0) {
                Arrays.fill(text, (byte) -1);
            }
            assertAlike(bytes(random, 32), bytes(random, ChunkCipher.NONCE_BYTES), text);
        }
    }

    private static void assertAlike(byte[] key, byte[] nonce, byte[] text) {
        byte[] expected = new byte[text.length + TAG];
        new JdkCipher(key).seal(nonce, text, text.length, expected);
        byte[] sealed = new byte[text.length + TAG];
        new VectorCipher(key).seal(nonce, text, text.length, sealed);
        assertThat(sealed).isEqualTo(expected);
        byte[] opened = new byte[text.length];
        assertThat(new VectorCipher(key).open(nonce, sealed, sealed.length, opened))
                .isTrue();
        assertThat(opened).isEqualTo(text);
    }

    /** The vectors of RFC 8439, A.3, and one more, whose sums are next to the prime or carry all the way. */
    @Test
    void tagsNextToThePrimeAreRight() {
        String ones = "ff".repeat(16);
        assertSum("02", "00", ones, "03");
        assertSum("02", ones, "02", "03");
        assertSum("01", "00", ones + "f0" + "ff".repeat(15) + "11", "05");
        assertSum("01", "00", ones + "fb" + "fe".repeat(15) + "01".repeat(16), "00");
        assertSum("02", "00", "fd" + "ff".repeat(15), "fa" + "ff".repeat(15));
        // Twice 2^130 - 1: a carry that comes in below once more goes all the way.
        assertSum("02", "00", "00".repeat(16) + ones, "08");
    }

    private static void assertSum(String r, String s, String text, String sum) {
        byte[] key = HEX.parseHex(padded(r, 32) + padded(s, 32));
        byte[] blocks = HEX.parseHex(padded(text, (text.length() + 31) / 32 * 32));
        assertThat(HEX.formatHex(Poly1305.tag(key, blocks, 0))).isEqualTo(padded(sum, 32));
    }

    private static String padded(String hex, int digits) {
        return hex + "0".repeat(digits - hex.length());
    }

    @Test
    void whatIsNotAuthenticIsNotOpened() {
        byte[] key = bytes(new Random(1), 32);
        byte[] nonce = ChunkCipher.nonce(0, true);
        byte[] sealed = new byte[100 + TAG];
        new VectorCipher(key).seal(nonce, new byte[100], 100, sealed);
        for (ChunkCipher cipher : new ChunkCipher[] {new VectorCipher(key), new JdkCipher(key)}) {
            for (int at = 0; at < sealed.length; at += 5) {
                byte[] damaged = sealed.clone();
                damaged[at] ^= 1;
                assertThat(cipher.open(nonce, damaged, damaged.length, new byte[100]))
                        .isFalse();
            }
            assertThat(cipher.open(ChunkCipher.nonce(0, false), sealed, sealed.length, new byte[100]))
                    .isFalse();
            assertThat(cipher.open(nonce, sealed, sealed.length, new byte[100])).isTrue();
        }
    }

    @Test
    void theLastChunkIsMarkedBehindTheCount() {
        assertThat(HEX.formatHex(ChunkCipher.nonce(258, true))).isEqualTo("000000000000000000010201");
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
