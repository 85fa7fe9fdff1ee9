package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Relay;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BandwidthIT {
    private static final double LIMIT = 2 << 20;

    @TempDir
    static Path directory;

    @Test
    void theLimitHoldsWithinATenth() throws Exception {
        try (Spray spray = Spray.start(directory);
                Relay relay = spray.relay()) {
            Rate rate = new Rate(relay, 1 << 20, 6 << 20);

            spray.sync("--bandwidth-limit", "2Mi").output();

            assertThat(rate.bytesPerSecond()).isBetween(0.6 * LIMIT, 1.1 * LIMIT);
            spray.assertComplete();
        }
    }

    @Test
    void oneLimitHoldsForAllMirrorsTogether() throws Exception {
        try (Spray spray = Spray.start(directory);
                Relay relay = spray.relay()) {
            Path other = Files.createTempDirectory(spray.mirror().path(""), "other");
            Rate rate = new Rate(relay, 1 << 20, 11 << 20);

            spray.sync("--bandwidth-limit", "2Mi", "--to", spray.mirror().location(relay, other.toString()))
                    .output();

            assertThat(rate.bytesPerSecond()).isLessThan(1.1 * LIMIT);
            spray.assertComplete();
            Sets.assertAllWhole(other);
            assertThat(Sets.in(other)).hasSize(1);
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

    /** Measures from one moment in the transfer to another; a busy machine may be slower than the limit allows. */
    private static final class Rate {
        private final int bytes;
        private final AtomicLong start = new AtomicLong();
        private final AtomicLong end = new AtomicLong();

        /** @param relay that all connections go through */
        Rate(Relay relay, int from, int to) {
            this.bytes = to - from;
            relay.after(from, () -> {
                start.set(System.nanoTime());
                relay.after(to, () -> end.set(System.nanoTime()));
            });
        }

        double bytesPerSecond() {
            assertThat(end.get()).isPositive();
            return bytes * 1e9 / (end.get() - start.get());
        }
    }
}
