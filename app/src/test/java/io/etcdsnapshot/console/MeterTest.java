package io.etcdsnapshot.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.Log;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final long LARGE = 1L << 30;

    private final AtomicLong nanos = new AtomicLong(42);
    private final List<String> lines = new ArrayList<>();

    @Test
    void aLogGetsALineEveryFewSecondsHoweverManyBuffersGoBy() {
        LineMeter meter = new LineMeter("2026-11-20_013000", 1000 << 20, lines::add, nanos::get);

        for (int second = 1; second <= 12; second++) {
            for (int buffer = 0; buffer < 10; buffer++) {
                nanos.addAndGet(Duration.ofMillis(100).toNanos());
                meter.add(5 << 20);
            }
        }

        assertThat(lines)
                .containsExactly(
                        "2026-11-20_013000: 25 %, 255.0 MiB of 1000.0 MiB",
                        "2026-11-20_013000: 51 %, 510.0 MiB of 1000.0 MiB");
    }

    @Test
    void everyByteCountsHoweverItIsRead() throws IOException {
        AtomicLong counted = new AtomicLong();
        Meter meter = new Meter() {
            @Override
            public void add(long bytes) {
                counted.addAndGet(bytes);
            }

            @Override
            public void end() {
                counted.addAndGet(1_000_000);
            }
        };

        try (InputStream in = new MeteredInput(new ByteArrayInputStream(new byte[1000]), meter, () -> {})) {
            in.read();
            in.readNBytes(new byte[99], 0, 99);
            in.skipNBytes(400);
            in.readAllBytes();
        }

        assertThat(counted).hasValue(1_001_000);
    }

    @Test
    void onlyOneReadIsShownAtATimeAndSmallOnesNever() throws IOException {
        Console console = console();
        InputStream plain = InputStream.nullInputStream();

        assertThat(console.watched("manifest", 2000, plain)).isSameAs(plain);
        try (InputStream first = console.watched("first", LARGE, plain)) {
            assertThat(first).isNotSameAs(plain);
            assertThat(console.watched("second", LARGE, plain)).isSameAs(plain);
        }
        assertThat(console.watched("third", LARGE, plain)).isNotSameAs(plain);
    }

    @Test
    void nothingIsShownToThoseWhoWantQuiet() {
        Console console = console();
        InputStream plain = InputStream.nullInputStream();

        console.verbosity(Console.Verbosity.QUIET);

        assertThat(((Log) console).watched("first", LARGE, plain)).isSameAs(plain);
    }

    private static Console console() {
        PrintStream sink = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Console(sink, sink);
    }
}
