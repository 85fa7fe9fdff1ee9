package io.etcdsnapshot;

import io.etcdsnapshot.cli.Commands;
import io.etcdsnapshot.io.Sha256;
import java.security.MessageDigest;

/**
 * Hashing is most of the work of some commands, and ten times slower before it is compiled to the processor's own
 * instructions. So that is brought about while the command line is still being read.
 */
final class WarmUp {
    private static final long NANOS = 30_000_000;

    /** Few at a time: what counts is how often it was called. */
    private static final byte[] BYTES = new byte[64];

    private WarmUp() {}

    static void start(String... arguments) {
        if (Commands.hashes(arguments)) {
            Thread thread = new Thread(WarmUp::hash, "warm-up");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void hash() {
        MessageDigest digest = Sha256.start();
        for (long end = System.nanoTime() + NANOS; System.nanoTime() < end; ) {
            digest.update(BYTES);
        }
    }
}
