package io.etcdsnapshot.store;

import java.security.SecureRandom;
import net.schmizz.sshj.transport.random.Random;

/** Random bytes to pad packets with, drawn many at a time: to ask for a few for each takes longer than to encrypt it. */
final class PaddingSource implements Random {
    private final SecureRandom random = new SecureRandom();
    private final byte[] drawn = new byte[4096];
    private int used = drawn.length;

    @Override
    public void fill(byte[] bytes) {
        fill(bytes, 0, bytes.length);
    }

    /** @param length of a padding or a cookie: less than what is drawn at a time */
    @Override
    public synchronized void fill(byte[] bytes, int start, int length) {
        if (drawn.length - used < length) {
            random.nextBytes(drawn);
            used = 0;
        }
        System.arraycopy(drawn, used, bytes, start, length);
        used += length;
    }
}
