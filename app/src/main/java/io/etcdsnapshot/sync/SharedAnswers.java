package io.etcdsnapshot.sync;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds out each thing about the source once, for all destinations that ask, and gives up only where the source makes no
 * progress while somebody waits for it.
 */
final class SharedAnswers implements AutoCloseable {
    private final Duration stall;
    private final Map<List<Object>, Future<?>> answers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread own = new Thread(task, "source");
        own.setDaemon(true);
        return own;
    });
    private volatile long lastMove = System.nanoTime();

    /** @param stall how long the source may make no progress while somebody waits for it */
    SharedAnswers(Duration stall) {
        this.stall = stall;
    }

    /** Notes that the source made progress. */
    void moved() {
        lastMove = System.nanoTime();
    }

    /** Does work for nobody in particular. */
    void submit(Runnable work) {
        threads.execute(work);
    }

    /** Returns the answer to a question, found with the work of whoever asks first. */
    @SuppressWarnings("unchecked")
    <T> T to(List<Object> question, Callable<T> work, Progress destination) throws SourceFailure, InterruptedException {
        Future<T> answer = (Future<T>) answers.computeIfAbsent(question, first -> threads.submit(work));
        long start = System.nanoTime();
        while (true) {
            try {
                return answer.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                requireProgress(start);
                destination.moved();
            } catch (ExecutionException e) {
                throw new SourceFailure(Failure.of(e.getCause() == null ? e : e.getCause()));
            }
        }
    }

    /** @throws SourceFailure if the source made no progress for too long */
    void requireProgress(long waitingSince) throws SourceFailure {
        if (System.nanoTime() - Math.max(lastMove, waitingSince) > stall.toNanos()) {
            throw new SourceFailure(Failure.failed("the source made no progress for %d s".formatted(stall.toSeconds()))
                    .asTransient());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
