package io.etcdsnapshot.check;

import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.IoSupplier;
import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.util.Map;
import java.util.Random;

/** Writes what a sync would write, verifies and renames it, and removes it again. */
public final class WriteProbe {
    private static final String FILE = "probe";

    /** Large files may take another way than small ones; from this size on they do. */
    private static final int BYTES = 1 << 20;

    private WriteProbe() {}

    /** Renames something at the place, as publishing does. */
    public interface Renaming {
        void check() throws IOException;
    }

    /**
     * @param receive begins to take a set in
     * @return what to show of it
     * @throws Failure not whole, if something else is read there than was written
     */
    public static String write(IoSupplier<Incoming> receive, Renaming renaming) throws IOException {
        byte[] content = new byte[BYTES];
        new Random(BYTES).nextBytes(content);
        Proof proof;
        try (Incoming incoming = receive.get()) {
            try (Incoming.FileWriter writer = incoming.create(FILE, content.length)) {
                writer.write(0, content, 0, content.length);
                writer.finish(content.length);
            }
            Map<String, String> expected = Map.of(FILE, Sha256.of(content));
            proof = incoming.prove(expected);
            if (!proof.differing(expected).isEmpty()) {
                throw Failure.notWhole("the bytes read back differ from those written");
            }
        }
        renaming.check();
        return "1 MiB written, verified (%s), renamed and removed".formatted(words(proof.evidence()));
    }

    private static String words(Evidence evidence) {
        return switch (evidence) {
            case READ_BACK -> "read back";
            case HASHED_THERE -> "hashed by the remote host";
            case CHECKED_BY_STORE -> "checked by the store";
        };
    }

    /** @throws Failure if there is no space */
    public static String free(long bytes) {
        if (bytes == 0) {
            throw Failure.failed("no space is left");
        }
        return "%,d MiB free".formatted(bytes >> 20);
    }
}
