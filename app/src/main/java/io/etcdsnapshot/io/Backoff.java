package io.etcdsnapshot.io;

import java.time.Duration;
import java.util.Optional;

/** Pauses between tries: each twice as long as the one before, up to a longest, until the time for trying is over. */
public final class Backoff {
    private final Duration longest;
    private final long deadline;
    private Duration pause;

    /** @param patience how long to go on trying, counted from now; zero means no second try */
    public Backoff(Duration first, Duration longest, Duration patience) {
        this.pause = first;
        this.longest = longest;
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /** Returns the pause before the next try; the last one ends with the patience. Empty when that is over. */
    public Optional<Duration> next() {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.isZero() || left.isNegative()) {
            return Optional.empty();
        }
        Duration next = shorter(pause, left);
        pause = shorter(pause.multipliedBy(2), longest);
        return Optional.of(next);
    }

    /** Waits for the next try; returns false, at once, if there is none. */
    public boolean pause() throws InterruptedException {
        Optional<Duration> next = next();
        if (next.isPresent()) {
            sleep(next.get());
        }
        return next.isPresent();
    }

    /** Waits this long, to the next millisecond. */
    public static void sleep(Duration pause) throws InterruptedException {
        Thread.sleep(pause.plusNanos(999_999).toMillis());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
