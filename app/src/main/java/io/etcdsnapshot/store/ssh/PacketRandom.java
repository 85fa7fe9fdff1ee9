package io.etcdsnapshot.store.ssh;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.function.Supplier;
import net.schmizz.sshj.transport.random.Random;

/**
 * Random bytes for the padding of packets and the cookie of a key exchange. They come straight from the kernel and many
 * at a time: what Java makes of them takes longer than to encrypt a packet.
 */
final class PacketRandom implements Random {
    private static final int AT_A_TIME = 4096;

    private final Supplier<byte[]> source = source();
    private byte[] drawn = new byte[0];
    private int used;

    private static Supplier<byte[]> source() {
        try {
            SecureRandom kernel = SecureRandom.getInstance("NativePRNGNonBlocking");
            return () -> kernel.generateSeed(AT_A_TIME);
        } catch (NoSuchAlgorithmException e) {
            SecureRandom usual = new SecureRandom();
            return () -> {
                byte[] bytes = new byte[AT_A_TIME];
                usual.nextBytes(bytes);
                return bytes;
            };
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
            drawn = source.get();
            used = 0;
        }
        System.arraycopy(drawn, used, bytes, start, length);
        used += length;
    }
}
