package io.etcdsnapshot.io;

import java.util.concurrent.TimeUnit;

/** Holds all that shares it to a number of bytes per second. */
public final class Throttle {
    /** Enough to be even, few enough for the clock. */
    private static final int BURSTS_A_SECOND = 20;

    private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1) / BURSTS_A_SECOND;

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

    /** Waits until more may be sent, and returns how many of these bytes: few enough for the limit to be an even one. */
    public int await(int bytes) {
        if (bytesPerSecond == Long.MAX_VALUE) {
            return bytes;
        }
        int part = (int) Math.max(1, Math.min(bytes, bytesPerSecond / BURSTS_A_SECOND));
        long wait = reserve(part) - System.nanoTime();
        if (wait > BURST_NANOS) {
            try {
                TimeUnit.NANOSECONDS.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return part;
    }

    private synchronized long reserve(int bytes) {
        long now = System.nanoTime();
        long start = nextFree == Long.MIN_VALUE || nextFree - now < 0 ? now : nextFree;
        nextFree = start + (long) (bytes * 1e9 / bytesPerSecond);
        return start;
    }
}
