package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.retention.Purge;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One destination during a run. All that touches it happens on a thread of its own and ends at a deadline, so that a
 * file system or a mirror that hangs holds up nobody else. Once it failed, it is left alone.
 */
final class Target implements AutoCloseable {
    private static final long CLOSING_MILLIS = 5000;

    private final Destination destination;
    private final Duration stall;
    private final Log log;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread own = new Thread(task, "destination");
        own.setDaemon(true);
        return own;
    });
    private final List<DestinationReport.Copied> copied = new ArrayList<>();
    private final List<Closeable> writers = new ArrayList<>();
    private final List<BackupSet> removed = new ArrayList<>();
    private List<BackupSet> sets = new ArrayList<>();
    private SyncPlan plan = new SyncPlan(List.of(), 0, List.of());
    private Lockable.@Nullable Lock lock;
    private @Nullable Incoming arriving;
    private @Nullable Failure failure;

    Target(Destination destination, Duration stall, Log log) {
        this.destination = destination;
        this.stall = stall;
        this.log = log;
    }

    WritableStore store() {
        return destination.store();
    }

    boolean isWorking() {
        return failure == null;
    }

    boolean lacks(BackupSet set) {
        return isWorking() && plan.missing().contains(set);
    }

    SyncPlan plan() {
        return plan;
    }

    /** What of a set it lacks is sent here. */
    Content contentOf(BackupSet set) {
        return set.content().and(destination.content()).orElseThrow();
    }

    /** What is there, copies of this run included. */
    List<BackupSet> sets() {
        return sets;
    }

    /** The set with this id that has a directory there; a flat pair of files is none. */
    Optional<BackupSet> held(BackupSetId id) {
        return sets.stream()
                .filter(there -> there.id().equals(id) && !there.flat())
                .findFirst();
    }

    /** Looks at what is there and decides what it lacks; takes the lock unless it is a dry run. */
    Future<?> open(List<BackupSet> source, Clock clock, boolean dryRun) {
        return submit(() -> {
            if (!dryRun) {
                store().prepare();
                Lockable.Lock held = Lockable.lock(store(), "sync");
                lock = held;
                store().clearLeftovers(held.isExclusive());
            }
            sets = new ArrayList<>(store().list().sets());
            plan = SyncPlan.of(source, sets, destination.content(), destination.retention(), clock.instant());
            plan.leftOut().forEach(reason -> log.warn("%s: %s".formatted(store().location(), reason)));
            return null;
        });
    }

    Future<?> applyRetention(Clock clock) {
        return submit(() -> {
            if (!destination.retention().isEmpty()) {
                Purge.Result result = new Purge(store(), destination.retention(), clock, log).runLocked(planned -> {});
                removed.addAll(result.removed());
                if (!result.failed().isEmpty()) {
                    throw Failure.failed(String.join("; ", result.failed()));
                }
            }
            return null;
        });
    }

    /** Begins to take a set in. */
    void receive(BackupSet set) throws IOException {
        arriving = store().receive(set.id());
    }

    /** The set that is being taken in. */
    Incoming arriving() {
        if (arriving == null) {
            throw new IllegalStateException("nothing was begun at " + store().location());
        }
        return arriving;
    }

    void arrived(BackupSet set, DestinationReport.Copied copy) {
        copied.add(copy);
        held(set.id()).ifPresent(sets::remove);
        sets.add(set);
        log.info("%s: %s arrived and is proven".formatted(store().location(), set.id()));
    }

    /** Does something at this destination, in its turn. */
    <T> Future<T> submit(Callable<T> work) {
        return thread.submit(work);
    }

    /** Waits for it until the deadline; what goes wrong is this destination's failure. */
    <T> @Nullable T await(Future<T> work) throws InterruptedException {
        try {
            return work.get(stall.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            work.cancel(true);
            fail(Failure.failed("made no progress for %d s".formatted(stall.toSeconds()))
                    .asTransient());
        } catch (ExecutionException e) {
            fail(e.getCause() == null ? e : e.getCause());
        }
        return null;
    }

    /** Work at a destination, begun. */
    interface Work<T> {
        Future<T> begin(Target target);
    }

    /** Does the same at all destinations that still work, at once. */
    static <T> void forAll(List<Target> targets, Work<T> work) throws InterruptedException {
        Map<Target, Future<T>> begun = new LinkedHashMap<>();
        targets.stream().filter(Target::isWorking).forEach(target -> begun.put(target, work.begin(target)));
        for (Map.Entry<Target, Future<T>> each : begun.entrySet()) {
            each.getKey().await(each.getValue());
        }
    }

    /** Something that writes the arriving set. */
    void closeAtEnd(Closeable writer) {
        writers.add(writer);
    }

    /** Ends the arrival of a set, whether it was shown or not: nothing half-made may stay behind. */
    void endArrival() {
        Incoming ended = arriving;
        arriving = null;
        if (ended != null) {
            closeSoon(() -> {
                try {
                    for (Closeable writer : writers) {
                        writer.close();
                    }
                    writers.clear();
                } finally {
                    ended.close();
                }
            });
        }
    }

    void warn(String line) {
        log.warn("%s: %s".formatted(store().location(), line));
    }

    /** A failed destination may no longer answer. */
    private void closeSoon(Closeable arrival) {
        Future<?> closing = submit(() -> {
            arrival.close();
            return null;
        });
        try {
            closing.get(isWorking() ? stall.toMillis() : CLOSING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("%s: could not clear up, the next run will: %s".formatted(store().location(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void fail(Throwable cause) {
        if (failure != null) {
            return;
        }
        if (cause instanceof Failure known) {
            failure = known;
        } else if (cause instanceof IOException io) {
            failure = Failure.io(Reason.of(io), io);
        } else {
            failure = Failure.failed(String.valueOf(cause.getMessage()), cause);
        }
        warn(failure.getMessage());
    }

    DestinationReport report() {
        return new DestinationReport(
                store().location().toString(),
                plan.missing().stream().map(BackupSet::id).toList(),
                List.copyOf(copied),
                plan.alreadyThere(),
                removed.stream().map(BackupSet::id).toList(),
                failure);
    }

    @Override
    public void close() {
        Lockable.Lock held = lock;
        if (held != null) {
            closeSoon(held::close);
        }
        thread.shutdownNow();
    }
}
