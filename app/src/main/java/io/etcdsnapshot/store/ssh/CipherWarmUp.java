package io.etcdsnapshot.store.ssh;

import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cipher that OpenSSH and the connections agree on is fifty times slower before all that calls it is compiled to the
 * processor's own instructions, and a transfer's long messages don't call it often enough for that. So many short ones
 * are encrypted while connections are being made.
 */
final class CipherWarmUp {
    /** Suffices for the compiler, with some more. */
    private static final int MESSAGES = 15_000;

    private static final int MESSAGE_BYTES = 1024;
    private static final int TAG_BITS = 128;
    private static final long LONGEST_NANOS = 500_000_000;
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private CipherWarmUp() {}

    /** Encrypts in the background, once. */
    static void begin() {
        if (BEGUN.compareAndSet(false, true)) {
            Thread thread = new Thread(CipherWarmUp::encrypt, "cipher");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void encrypt() {
        SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
        byte[] message = new byte[MESSAGE_BYTES];
        byte[] encrypted = new byte[MESSAGE_BYTES + TAG_BITS / 8];
        byte[] nonce = new byte[12];
        long end = System.nanoTime() + LONGEST_NANOS;
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            for (int i = 0; i < MESSAGES && System.nanoTime() < end; i++) {
                nonce[0]++;
                cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
                cipher.updateAAD(nonce);
                cipher.doFinal(message, 0, MESSAGE_BYTES, encrypted);
            }
        } catch (GeneralSecurityException e) {
            // a platform without it has nothing to compile
        }
    }
}
