package io.etcdsnapshot.check;

import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Takes a file in as a set's would be, proves it and lets it go again. */
public final class WriteProbe {
    private static final String FILE = "probe";
    private static final byte[] CONTENT = "etcd-snapshot\n".repeat(1000).getBytes(StandardCharsets.UTF_8);

    private WriteProbe() {}

    /** Begins to take a set in. */
    public interface Arrival {
        Incoming begin() throws IOException;
    }

    /**
     * @param proof how what was written is proven there
     * @return what to tell
     */
    public static String write(Arrival arrival, String proof) throws IOException {
        try (Incoming incoming = arrival.begin()) {
            try (Incoming.FileWriter writer = incoming.create(FILE, CONTENT.length)) {
                writer.write(0, CONTENT, 0, CONTENT.length);
                writer.finish(CONTENT.length);
            }
            Map<String, String> expected = Map.of(FILE, Sha256.of(CONTENT));
            if (!incoming.prove(expected).differing(expected).isEmpty()) {
                throw Failure.notWhole("what was written there is not what is read there");
            }
        }
        return "written, proven (%s) and removed".formatted(proof);
    }

    public static String free(long bytes) {
        if (bytes == 0) {
            throw Failure.failed("no space is left");
        }
        return "%,d MiB free".formatted(bytes >> 20);
    }
}
