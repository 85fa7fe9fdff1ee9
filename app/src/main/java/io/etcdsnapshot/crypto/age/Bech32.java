package io.etcdsnapshot.crypto.age;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Writes keys of any length as age does: in letters, with a checksum. Source: BIP 173, without its limit of 90. */
final class Bech32 {
    private static final String LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int LETTER_BITS = 5;
    private static final int CHECKSUM_LETTERS = 6;
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};

    private Bech32() {}

    /** @param prefix in lower case, such as {@code age1pq}, as all of the result */
    static String encode(String prefix, byte[] data) {
        byte[] groups =
                regrouped(data, Byte.SIZE, LETTER_BITS, (data.length * Byte.SIZE + LETTER_BITS - 1) / LETTER_BITS);
        StringBuilder text = new StringBuilder(prefix).append('1');
        for (byte group : groups) {
            text.append(LETTERS.charAt(group));
        }
        int checksum = checksum(prefix.getBytes(US_ASCII), groups);
        for (int i = CHECKSUM_LETTERS - 1; i >= 0; i--) {
            text.append(LETTERS.charAt(checksum >>> (i * LETTER_BITS) & 31));
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException if the text was not made from this prefix: mistyped, or cut short */
    static byte[] decode(String prefix, String text) {
        int start = prefix.length() + 1;
        byte[] groups = new byte[Math.max(0, text.length() - CHECKSUM_LETTERS - start)];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (byte) LETTERS.indexOf(text.charAt(start + i));
        }
        byte[] data = regrouped(groups, LETTER_BITS, Byte.SIZE, groups.length * LETTER_BITS / Byte.SIZE);
        if (!encode(prefix, data).equals(text)) {
            throw new IllegalArgumentException("its checksum is wrong");
        }
        return data;
    }

    /** Cuts the bits anew; those that miss at the end are zero. */
    private static byte[] regrouped(byte[] groups, int from, int to, int count) {
        byte[] result = new byte[count];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (byte group : groups) {
            bits = bits << from | Byte.toUnsignedInt(group);
            for (held += from; held >= to; held -= to) {
                result[at++] = (byte) (bits >>> (held - to) & ((1 << to) - 1));
            }
        }
        if (at < count) {
            result[at] = (byte) (bits << (to - held) & ((1 << to) - 1));
        }
        return result;
    }

    private static int checksum(byte[] prefix, byte[] groups) {
        int sum = 1;
        for (byte letter : prefix) {
            sum = added(sum, letter >>> LETTER_BITS);
        }
        sum = added(sum, 0);
        for (byte letter : prefix) {
            sum = added(sum, letter & 31);
        }
        for (byte group : groups) {
            sum = added(sum, group);
        }
        for (int i = 0; i < CHECKSUM_LETTERS; i++) {
            sum = added(sum, 0);
        }
        return sum ^ 1;
    }

    private static int added(int sum, int value) {
        int next = (sum & 0x1ffffff) << LETTER_BITS ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            if ((sum >>> (25 + i) & 1) == 1) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }
}
