package io.etcdsnapshot.catalogue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The times between the sets of a place. Retention thins old sets out, so what is usual changes over time: a gap is where
 * a set is missing by the measure of both the sets before and those after.
 */
final class Rhythm {
    /** Sets on each side that tell what is usual there. */
    private static final int NEIGHBOURS = 5;

    private static final double TOO_LONG = 1.75;
    private static final Duration SHORTEST = Duration.ofMinutes(10);

    private final List<Instant> newestFirst;
    private final long[] seconds;

    /** @param newestFirst when the sets were taken; none is in the future */
    Rhythm(List<Instant> newestFirst) {
        this.newestFirst = newestFirst;
        this.seconds = new long[Math.max(0, newestFirst.size() - 1)];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] =
                    Duration.between(newestFirst.get(i + 1), newestFirst.get(i)).toSeconds();
        }
    }

    /** Returns the usual time between the newest sets; empty where there are too few. */
    Optional<Duration> usual() {
        return seconds.length < 2 ? Optional.empty() : Optional.of(Duration.ofSeconds(median(0, NEIGHBOURS)));
    }

    /** Returns the gaps, newest first. */
    List<Gap> gaps(Instant now) {
        List<Gap> gaps = new ArrayList<>();
        if (seconds.length < 2) {
            return gaps;
        }
        add(gaps, newestFirst.get(0), now, median(0, NEIGHBOURS), true);
        for (int i = 0; i < seconds.length; i++) {
            long newer = i == 0 ? 0 : median(i - NEIGHBOURS, i);
            long older = i == seconds.length - 1 ? 0 : median(i + 1, i + 1 + NEIGHBOURS);
            add(gaps, newestFirst.get(i + 1), newestFirst.get(i), Math.max(newer, older), false);
        }
        return gaps;
    }

    private static void add(List<Gap> gaps, Instant from, Instant to, long usual, boolean open) {
        long length = Duration.between(from, to).toSeconds();
        if (length > TOO_LONG * usual && length - usual > SHORTEST.toSeconds()) {
            long missing = Math.max(1, Math.round((double) length / Math.max(1, usual)) - 1);
            gaps.add(new Gap(from, to, missing, open));
        }
    }

    private long median(int from, int to) {
        long[] some = Arrays.copyOfRange(seconds, Math.max(0, from), Math.min(seconds.length, to));
        Arrays.sort(some);
        return some[some.length / 2];
    }
}
