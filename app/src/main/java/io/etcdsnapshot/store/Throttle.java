package io.etcdsnapshot.store;

import java.util.concurrent.TimeUnit;

/** Holds all that shares it to a number of bytes per second. */
public final class Throttle {
    /** Short enough to be even, long enough for the clock. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long bytesPerSecond;
    private long nextFree = Long.MIN_VALUE;

    private Throttle(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    public static Throttle unlimited() {
        return new Throttle(Long.MAX_VALUE);
    }

    /** @param bytesPerSecond at least one */
    public static Throttle of(long bytesPerSecond) {
        return new Throttle(bytesPerSecond);
    }

    /** Returns when {@code bytes} more may be sent. */
    void await(int bytes) {
        if (bytesPerSecond == Long.MAX_VALUE) {
            return;
        }
        long wait = reserve(bytes) - System.nanoTime();
        if (wait > BURST_NANOS) {
            try {
                TimeUnit.NANOSECONDS.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized long reserve(int bytes) {
        long now = System.nanoTime();
        long start = nextFree == Long.MIN_VALUE || nextFree - now < 0 ? now : nextFree;
        nextFree = start + (long) (bytes * 1e9 / bytesPerSecond);
        return start;
    }
}
