package io.etcdsnapshot.io;

import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Works at several places at once, each on a thread of its own, and gives up on a place only when nothing moved there
 * for some time: work that is slow goes on for as long as it takes, and none waits for another's.
 */
public final class RunTogether {
    /** Sets no limit, for work that watches itself. */
    public static final Duration FOREVER = Duration.ofDays(365);

    /** Limits the cleanup of work that was given up on. */
    private static final Duration ENDING = Duration.ofSeconds(5);

    private RunTogether() {}

    /** Work at one place. */
    @FunctionalInterface
    public interface Task<T> {
        /** @param progress to be told whenever something moves */
        T run(Progress progress) throws IOException, InterruptedException;
    }

    /**
     * The end of work at one place: a value or a failure.
     *
     * @param isStuck whether it was given up, as nothing moved any more
     */
    public record Outcome<T>(@Nullable T value, @Nullable Failure failure, boolean isStuck) {
        /** @throws Failure if that is how it ended */
        public T orThrow() {
            if (failure != null || value == null) {
                throw failure == null ? new IllegalStateException("work that ended without a value") : failure;
            }
            return value;
        }
    }

    /** Does one piece of work as {@link #all} does several. */
    public static <T> Outcome<T> one(Task<T> task, Duration patience) throws InterruptedException {
        return all(List.of(task), patience).get(0);
    }

    /**
     * Returns once each piece of work has ended or was given up.
     *
     * @param patience how long nothing may move at a place
     * @return in the order of the tasks
     * @throws InterruptedException once all work was told to end, and has, or had some seconds for it
     */
    public static <T> List<Outcome<T>> all(List<? extends Task<T>> tasks, Duration patience)
            throws InterruptedException {
        return all(tasks, patience, ENDING);
    }

    /** @param ending how long to wait, in the end, for work that was given up to clear up */
    public static <T> List<Outcome<T>> all(List<? extends Task<T>> tasks, Duration patience, Duration ending)
            throws InterruptedException {
        List<Place<T>> places = new ArrayList<>();
        for (Task<T> task : tasks) {
            places.add(new Place<>(task));
        }
        try {
            places.forEach(Place::start);
            List<Outcome<T>> outcomes = new ArrayList<>();
            for (Place<T> place : places) {
                outcomes.add(place.await(patience));
            }
            return outcomes;
        } finally {
            end(places, ending);
        }
    }

    private static <T> void end(List<Place<T>> places, Duration ending) throws InterruptedException {
        places.forEach(Place::interrupt);
        long deadline = System.nanoTime() + ending.toNanos();
        for (Place<T> place : places) {
            place.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        }
    }

    private static final class Place<T> extends Thread implements Progress {
        private final FutureTask<T> work;
        private volatile long lastMove = System.nanoTime();

        Place(Task<T> task) {
            super("place");
            setDaemon(true);
            work = new FutureTask<>(() -> task.run(this));
        }

        @Override
        public void run() {
            work.run();
        }

        @Override
        public void moved() {
            lastMove = System.nanoTime();
        }

        Outcome<T> await(Duration patience) throws InterruptedException {
            while (true) {
                long left = patience.toNanos() - (System.nanoTime() - lastMove);
                try {
                    return new Outcome<>(work.get(Math.max(1, left), TimeUnit.NANOSECONDS), null, false);
                } catch (ExecutionException e) {
                    return new Outcome<>(null, Failure.of(e.getCause() == null ? e : e.getCause()), false);
                } catch (TimeoutException e) {
                    if (System.nanoTime() - lastMove >= patience.toNanos()) {
                        interrupt();
                        return new Outcome<>(null, stuck(patience), true);
                    }
                }
            }
        }

        private static Failure stuck(Duration patience) {
            return Failure.failed("made no progress for %d s".formatted(patience.toSeconds()))
                    .asTransient();
        }
    }
}
