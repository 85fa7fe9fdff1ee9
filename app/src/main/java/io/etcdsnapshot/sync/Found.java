package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The locations of what was wanted.
 *
 * @param failure why they were not found, or null
 */
public record Found(Wanted wanted, List<String> locations, @Nullable Failure failure) {
    /** Looks for all at once; one that does not answer in time holds up no other. */
    public static List<Found> all(List<Wanted> wanted, Duration patience) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread own = new Thread(task, "finder");
            own.setDaemon(true);
            return own;
        });
        try {
            List<Future<List<String>>> begun = wanted.stream()
                    .map(each -> threads.submit(() -> each.finder().locations()))
                    .toList();
            long deadline = System.nanoTime() + patience.toNanos();
            List<Found> found = new ArrayList<>();
            for (int i = 0; i < begun.size(); i++) {
                found.add(await(wanted.get(i), begun.get(i), deadline, patience));
            }
            return found;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Found await(Wanted wanted, Future<List<String>> begun, long deadline, Duration patience)
            throws InterruptedException {
        try {
            return new Found(wanted, begun.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS), null);
        } catch (TimeoutException e) {
            return failed(
                    wanted,
                    Failure.failed("gave no answer within %d s".formatted(patience.toSeconds()))
                            .passing());
        } catch (ExecutionException e) {
            return failed(
                    wanted, e.getCause() instanceof Failure known ? known : Failure.failed("unexpected: " + e, e));
        }
    }

    private static Found failed(Wanted wanted, Failure failure) {
        return new Found(wanted, List.of(), failure);
    }
}
