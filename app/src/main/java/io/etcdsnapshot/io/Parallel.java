package io.etcdsnapshot.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does many small pieces of one work, several at once. */
public final class Parallel {
    /** Work on one of many items. */
    @FunctionalInterface
    public interface Work<T, R> {
        R on(T item) throws IOException;
    }

    private Parallel() {}

    /**
     * Returns the results in the order of the items. The first item is done alone: code that several threads run for the
     * first time is linked by each of them, past the archive of classes.
     *
     * @throws IOException the first one in that order; what is left is not begun then
     */
    public static <T, R> List<R> map(List<T> items, int atOnce, Work<T, R> work) throws IOException {
        List<R> results = new ArrayList<>(items.size());
        for (T item : atOnce == 1 || items.isEmpty() ? items : items.subList(0, 1)) {
            results.add(work.on(item));
        }
        List<T> rest = items.subList(results.size(), items.size());
        return rest.isEmpty() ? results : addAll(results, rest, atOnce, work);
    }

    private static <T, R> List<R> addAll(List<R> results, List<T> items, int atOnce, Work<T, R> work)
            throws IOException {
        ExecutorService workers = Executors.newFixedThreadPool(atOnce, Parallel::daemon);
        try {
            List<Future<R>> begun = new ArrayList<>(items.size());
            for (T item : items) {
                begun.add(workers.submit(() -> work.on(item)));
            }
            for (Future<R> each : begun) {
                results.add(result(each));
            }
            return results;
        } finally {
            workers.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "parallel");
        thread.setDaemon(true);
        return thread;
    }

    private static <R> R result(Future<R> begun) throws IOException {
        try {
            return begun.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            } else if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
