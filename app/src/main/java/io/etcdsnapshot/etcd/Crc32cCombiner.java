package io.etcdsnapshot.etcd;

/**
 * Combines the CRC-32Cs of consecutive byte runs into the CRC-32C of their concatenation, so that pages can be summed in
 * the order they lie in the file and added up in the order of their keys. Appending n bytes to a message multiplies its
 * checksum by x^(8n) modulo the CRC polynomial (reflected bit order, as in RFC 3720).
 */
final class Crc32cCombiner {
    private static final int POLYNOMIAL = 0x82F63B78;
    private static final int ONE = 0x80000000;
    private static final int REMEMBERED = 16 * 1024;

    private final int[] powers = new int[64];
    private final int[] shortShifts = new int[REMEMBERED];
    private int sum;
    /** What the checksum of a run in front is multiplied by. */
    private int front = ONE;

    Crc32cCombiner() {
        int power = ONE >>> 8;
        for (int i = 0; i < powers.length; i++) {
            powers[i] = power;
            power = multiply(power, power);
        }
    }

    /** Appends a run of {@code length} bytes whose own checksum is {@code crc}. */
    void append(int crc, long length) {
        sum = multiply(shiftBy(length), sum) ^ crc;
    }

    /** Puts such a run in front of all that was put so before; not to be mixed with {@link #append}. */
    void prepend(int crc, long length) {
        sum ^= multiply(front, crc);
        front = multiply(shiftBy(length), front);
    }

    /** Returns the checksum of the last {@code length} bytes of a run, given that of the whole and of what is before. */
    int rest(int whole, int before, long length) {
        return multiply(shiftBy(length), before) ^ whole;
    }

    /** Returns the checksum of all that was added, as an unsigned number. */
    long value() {
        return Integer.toUnsignedLong(sum);
    }

    private int shiftBy(long bytes) {
        if (bytes >= REMEMBERED) {
            return computeShift(bytes);
        }
        int known = shortShifts[(int) bytes];
        if (known == 0) {
            known = computeShift(bytes);
            shortShifts[(int) bytes] = known;
        }
        return known;
    }

    private int computeShift(long bytes) {
        int shift = ONE;
        for (int bit = 0; bytes >>> bit != 0; bit++) {
            if ((bytes >>> bit & 1) != 0) {
                shift = multiply(powers[bit], shift);
            }
        }
        return shift;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        for (int rest = a; rest != 0; rest <<= 1) {
            product ^= b & rest >> 31;
            b = (b >>> 1) ^ (-(b & 1) & POLYNOMIAL);
        }
        return product;
    }
}
