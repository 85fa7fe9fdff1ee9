package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Waits for another run to publish a good set, so that two who are asked for one at the same time take it once. */
final class Standby {
    /** A run that began this much earlier was asked at the same time. */
    private static final Duration SAME_TIME = Duration.ofMinutes(1);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final StagingArea area;
    private final Clock clock;
    private final Log log;
    private final Instant asked;

    /** Remembers now as the time at which this run was asked for. */
    Standby(StagingArea area, Clock clock, Log log) {
        this.area = area;
        this.clock = clock;
        this.log = log;
        this.asked = clock.instant();
    }

    /** Takes a set, or fails as one that another run keeps from it. */
    @FunctionalInterface
    interface Taking {
        BackupSet take() throws InterruptedException;
    }

    /** Takes a set if no other run publishes one meanwhile. */
    TakeBackup.Taken takeUnlessAnother(Taking taking, Duration wait, Duration patience)
            throws Unreadable, InterruptedException {
        Optional<BackupSet> other = await(wait, patience);
        if (other.isPresent()) {
            return new TakeBackup.Taken(other.get(), true);
        }
        String waited = wait.toString().substring(2).toLowerCase(Locale.ROOT);
        log.info("no other run took a set within %s: taking one".formatted(waited));
        return takeOrJoin(taking, patience);
    }

    /** Takes a set, or waits for the run that holds the lock and leaves it at its set. */
    TakeBackup.Taken takeOrJoin(Taking taking, Duration patience) throws Unreadable, InterruptedException {
        Backoff backoff = new Backoff(SHORTEST_PAUSE, LONGEST_PAUSE, patience);
        while (true) {
            try {
                return new TakeBackup.Taken(taking.take(), false);
            } catch (Failure e) {
                boolean isLockHeld = e.kind() == Failure.Kind.REFUSED && e.isTransient();
                if (!isLockHeld || patience.isZero()) {
                    throw e;
                }
                log.info("%s: waiting for it".formatted(e.getMessage()));
                Optional<BackupSet> other = await(Duration.ZERO, patience);
                if (other.isPresent()) {
                    return new TakeBackup.Taken(other.get(), true);
                } else if (!backoff.pause()) {
                    throw e;
                }
            }
        }
    }

    /**
     * @param wait for another run to come to an end
     * @param patience with a run that holds the lock even then
     * @return the other run's set, or empty if none came
     */
    private Optional<BackupSet> await(Duration wait, Duration patience) throws Unreadable, InterruptedException {
        Instant start = clock.instant();
        Duration pause = pause(wait);
        while (true) {
            Instant now = clock.instant();
            boolean overdue = !now.isBefore(start.plus(wait));
            boolean busy = overdue && now.isBefore(start.plus(wait).plus(patience)) && isLocked();
            Optional<BackupSet> set = newestSince(asked.minus(SAME_TIME));
            if (set.isPresent() || (overdue && !busy)) {
                return set;
            }
            Thread.sleep(pause.toMillis());
        }
    }

    private static Duration pause(Duration wait) {
        Duration pause = wait.dividedBy(100);
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            return LONGEST_PAUSE;
        }
        return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
    }

    private Optional<BackupSet> newestSince(Instant earliest) throws Unreadable {
        if (!area.exists()) {
            return Optional.empty();
        }
        return area.list().sets().stream()
                .filter(set -> set.counts())
                .filter(set ->
                        !set.takenAt().isBefore(earliest) && !set.takenAt().isAfter(clock.instant()))
                .findFirst();
    }

    /** Asked only once the wait is over: a look takes the lock for a moment, which would keep another run out. */
    private boolean isLocked() {
        if (!area.exists()) {
            return false;
        }
        try (Lockable.Lock lock = area.lock("standby")) {
            return false;
        } catch (Failure e) {
            if (e.kind() == Failure.Kind.REFUSED) {
                return true;
            }
            throw e;
        }
    }
}
