package io.etcdsnapshot.store;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import net.schmizz.sshj.transport.random.Random;

/**
 * Random bytes to pad packets with, straight from the kernel and many at a time: what Java makes of them for each packet
 * takes longer than to encrypt it.
 */
final class PaddingSource implements Random {
    private static final int AT_A_TIME = 4096;

    private final SecureRandom kernel = kernel();
    private byte[] drawn = new byte[0];
    private int used;

    private static SecureRandom kernel() {
        try {
            return SecureRandom.getInstance("NativePRNGNonBlocking");
        } catch (NoSuchAlgorithmException e) {
            return new SecureRandom();
        }
    }

    @Override
    public void fill(byte[] bytes) {
        fill(bytes, 0, bytes.length);
    }

    /** @param length of a padding or a cookie: less than what is drawn at a time */
    @Override
    public synchronized void fill(byte[] bytes, int start, int length) {
        if (drawn.length - used < length) {
            drawn = kernel.generateSeed(AT_A_TIME);
            used = 0;
        }
        System.arraycopy(drawn, used, bytes, start, length);
        used += length;
    }
}
