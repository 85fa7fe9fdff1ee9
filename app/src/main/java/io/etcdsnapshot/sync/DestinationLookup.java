package io.etcdsnapshot.sync;

import io.etcdsnapshot.failure.Failure;
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
 * Where the destinations that were asked for are now.
 *
 * @param locations none where the lookup failed
 * @param failure why it failed, or null
 */
public record DestinationLookup(DestinationSpec spec, List<String> locations, @Nullable Failure failure) {
    /** Looks for all at once; one that does not answer in time holds up no other. */
    public static List<DestinationLookup> all(List<DestinationSpec> specs, Duration patience)
            throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread own = new Thread(task, "finder");
            own.setDaemon(true);
            return own;
        });
        try {
            List<Future<List<String>>> begun = specs.stream()
                    .map(spec -> threads.submit(() -> spec.finder().locations()))
                    .toList();
            long deadline = System.nanoTime() + patience.toNanos();
            List<DestinationLookup> found = new ArrayList<>();
            for (int i = 0; i < begun.size(); i++) {
                found.add(await(specs.get(i), begun.get(i), deadline, patience));
            }
            return found;
        } finally {
            threads.shutdownNow();
        }
    }

    private static DestinationLookup await(
            DestinationSpec spec, Future<List<String>> begun, long deadline, Duration patience)
            throws InterruptedException {
        Failure failure;
        try {
            return new DestinationLookup(spec, begun.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS), null);
        } catch (TimeoutException e) {
            failure = Failure.failed("gave no answer within %d s".formatted(patience.toSeconds()))
                    .asTransient();
        } catch (ExecutionException e) {
            failure = e.getCause() instanceof Failure known ? known : Failure.failed("unexpected: " + e, e);
        }
        return new DestinationLookup(spec, List.of(), failure);
    }
}
