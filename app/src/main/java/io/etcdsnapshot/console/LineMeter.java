package io.etcdsnapshot.console;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Logs a line every few seconds. */
final class LineMeter implements Meter {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String what;
    private final long total;
    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private long done;
    private long lastLogged;

    LineMeter(String what, long total, Consumer<String> log, LongSupplier nanoTime) {
        this.what = what;
        this.total = total;
        this.log = log;
        this.nanoTime = nanoTime;
        this.lastLogged = nanoTime.getAsLong();
    }

    @Override
    public void add(long bytes) {
        done += bytes;
        long now = nanoTime.getAsLong();
        if (now - lastLogged > INTERVAL_NANOS) {
            lastLogged = now;
            log.accept(String.format(
                    Locale.US,
                    "%s: %d %%, %s of %s",
                    what,
                    100 * done / total,
                    Formats.bytes(done),
                    Formats.bytes(total)));
        }
    }

    @Override
    public void end() {}
}
