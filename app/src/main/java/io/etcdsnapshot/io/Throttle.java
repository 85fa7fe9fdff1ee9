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

    /**
     * How much may be sent, and when.
     *
     * @param nanos how long to wait before; 0 for not at all
     */
    public record Turn(int bytes, long nanos) {}

    /** Takes a turn for these bytes, or as many of them as keep the limit an even one; who asked has to wait for it. */
    public Turn turn(int bytes) {
        if (bytesPerSecond == Long.MAX_VALUE) {
            return new Turn(bytes, 0);
        }
        int part = (int) Math.max(1, Math.min(bytes, bytesPerSecond / BURSTS_A_SECOND));
        long wait = reserve(part) - System.nanoTime();
        return new Turn(part, wait > BURST_NANOS ? wait : 0);
    }

    /** Waits until more may be sent, and returns how many of these bytes: few enough for the limit to be an even one. */
    public int await(int bytes) {
        Turn turn = turn(bytes);
        if (turn.nanos() > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(turn.nanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return turn.bytes();
    }

    private synchronized long reserve(int bytes) {
        long now = System.nanoTime();
        long start = nextFree == Long.MIN_VALUE || nextFree - now < 0 ? now : nextFree;
        nextFree = start + (long) (bytes * 1e9 / bytesPerSecond);
        return start;
    }
}
