package io.etcdsnapshot;

import io.etcdsnapshot.stream.Sha256;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hashing and, to mirrors, encrypting are most of the work of some commands, and ten times slower before they are
 * compiled to the processor's own instructions. So that is brought about while the command line is still being read and
 * connections are made.
 */
final class WarmUp {
    private static final Set<String> HASHING_COMMANDS =
            Set.of("snapshot", "sync", "purge", "verify", "restore", "rehearse");
    private static final long HASHING_NANOS = 120_000_000;
    private static final long ENCRYPTING_NANOS = 200_000_000;
    private static final byte[] ZEROS = new byte[16 * 1024];

    private WarmUp() {}

    static void start(String... arguments) {
        if (arguments.length == 0 || !HASHING_COMMANDS.contains(arguments[0])) {
            return;
        }
        boolean encrypts = Arrays.stream(arguments).anyMatch(argument -> argument.contains("ssh://"));
        Thread thread = new Thread(() -> {
            compileHashing();
            if (encrypts) {
                compileEncrypting();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void compileHashing() {
        MessageDigest digest = Sha256.start();
        for (long end = System.nanoTime() + HASHING_NANOS; System.nanoTime() < end; ) {
            digest.update(ZEROS);
        }
    }

    /** With the cipher that OpenSSH and the connections agree on. */
    private static void compileEncrypting() {
        SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
        byte[] out = new byte[ZEROS.length + 16];
        byte[] nonce = new byte[12];
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            for (long end = System.nanoTime() + ENCRYPTING_NANOS; System.nanoTime() < end; nonce[0]++) {
                cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
                cipher.doFinal(ZEROS, 0, ZEROS.length, out);
            }
        } catch (GeneralSecurityException e) {
            // a platform without it has nothing to compile
        }
    }
}
