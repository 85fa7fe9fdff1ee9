package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Relay;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BandwidthIT {
    private static final double LIMIT = 2 << 20;

    @TempDir
    static Path directory;

    /** From one moment in the transfer to another; a busy machine may be slower than the limit allows. */
    @Test
    void theLimitHoldsWithinATenth() throws Exception {
        AtomicLong start = new AtomicLong();
        AtomicLong end = new AtomicLong();
        try (Spray spray = Spray.start(directory);
                Relay relay = spray.relay()) {
            relay.after(1 << 20, () -> {
                start.set(System.nanoTime());
                relay.after(6 << 20, () -> end.set(System.nanoTime()));
            });

            spray.sync("--bandwidth-limit", "2Mi").output();

            double seconds = (end.get() - start.get()) / 1e9;
            assertThat(end.get()).isPositive();
            assertThat((5 << 20) / seconds).isBetween(0.6 * LIMIT, 1.1 * LIMIT);
            spray.assertComplete();
        }
    }

    @Test
    void whatIsReadCountsToo() throws Exception {
        try (Spray spray = Spray.start(directory)) {
            long start = System.nanoTime();

            spray.pull(directory.resolve("here"), "--bandwidth-limit", "2Mi").output();

            assertThat(spray.bytes() * 1e9 / (System.nanoTime() - start)).isLessThan(1.1 * LIMIT);
        }
    }
}
