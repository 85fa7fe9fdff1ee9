package io.etcdsnapshot.retention;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.TimeLocked;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Applies a policy to one location. Before anything goes, the newest set of each cluster is verified, so that the sets
 * which the plan rests on are sets that restore; where one is damaged, the plan is made again without it.
 */
public final class Purge {
    /**
     * @param removed those of the plan that are gone; none in a dry run
     * @param failed which sets could not be removed or read, with the reason
     */
    public record Result(Listing listing, RetentionPlan plan, List<BackupSet> removed, List<String> failed) {
        /** Returns the result where every set stays for one reason. */
        public static Result keepingAll(Listing listing, String reason) {
            List<RetentionPlan.Kept> keep = listing.sets().stream()
                    .map(set -> new RetentionPlan.Kept(set, List.of(reason)))
                    .toList();
            return new Result(listing, new RetentionPlan(keep, List.of()), List.of(), List.of());
        }
    }

    private final WritableStore store;
    private final RetentionPolicy policy;
    private final Set<BackupSetId> verified;
    private final Clock clock;
    private final Log log;

    public Purge(WritableStore store, RetentionPolicy policy, Clock clock, Log log) {
        this(store, policy, Set.of(), clock, log);
    }

    /** @param verified sets that this run has verified at the location already */
    public Purge(WritableStore store, RetentionPolicy policy, Set<BackupSetId> verified, Clock clock, Log log) {
        this.store = store;
        this.policy = policy;
        this.verified = Set.copyOf(verified);
        this.clock = clock;
        this.log = log;
    }

    /** Makes the plan alone; nothing is changed, not even a lock file is made. */
    public Result dryRun() throws IOException, InterruptedException {
        Listing listing = store.list();
        List<BackupSet> sets = withNewestVerified(listing.sets());
        return new Result(listing, plan(sets, clock.instant()), List.of(), unreadable(sets));
    }

    /**
     * @param lockWait how long to wait for another run that holds the lock
     * @param show gets the plan before anything is removed
     * @throws io.etcdsnapshot.failure.Failure refused, if another run holds the lock even then
     */
    public Result run(Duration lockWait, Consumer<RetentionPlan> show) throws IOException, InterruptedException {
        store.list();
        try (Lockable.Lock lock = Lockable.lock(store, "purge", lockWait)) {
            store.clearLeftovers(lock.isExclusive());
            return runLocked(show);
        }
    }

    /** Does the same for a caller that holds the lock. */
    public Result runLocked(Consumer<RetentionPlan> show) throws IOException, InterruptedException {
        Listing listing = store.list();
        List<BackupSet> sets = withNewestVerified(listing.sets());
        RetentionPlan plan = plan(sets, clock.instant());
        show.accept(plan);
        List<String> failed = new ArrayList<>(unreadable(sets));
        List<BackupSet> removed = new ArrayList<>();
        for (BackupSet set : oldestFirst(plan.remove())) {
            requireNotInterrupted();
            try {
                store.remove(set);
                removed.add(set);
            } catch (IOException e) {
                failed.add("%s can't be removed: %s".formatted(set.id(), Reason.of(e)));
            } catch (Failure e) {
                if (e.isTransient()) {
                    throw e;
                }
                failed.add("%s can't be removed: %s".formatted(set.id(), e.getMessage()));
            }
        }
        return new Result(listing, plan, removed, failed);
    }

    /** Returns what the policy makes of the sets; one that it would remove stays as long as the place has it locked. */
    private RetentionPlan plan(List<BackupSet> sets, Instant now) throws IOException {
        RetentionPlan plan = policy.plan(sets, now);
        Map<BackupSet, String> locked = new HashMap<>();
        TimeLocked locks = store.ability(TimeLocked.class).orElse(null);
        if (locks != null) {
            for (BackupSet set : plan.remove()) {
                locks.lockedUntil(set).ifPresent(until -> locked.put(set, "locked until " + until));
            }
        }
        return locked.isEmpty() ? plan : plan.keeping(locked);
    }

    /** Tells how much room is lacking. */
    @FunctionalInterface
    public interface Room {
        /** Returns the bytes; zero or less where there is room enough. */
        long lacking() throws IOException;
    }

    /**
     * Makes room for a set that is about to come, by removing what the policy would no longer keep once it is there: the
     * oldest first, and only until there is room. The caller holds the lock. Never goes what the location could not do
     * without if the set never came: of each cluster the newest set, and sets that only the coming one would outlive.
     * Where not even all that may go would make room enough, so that it can't come, only that goes which no longer is
     * kept without it.
     *
     * @return what is gone
     */
    public List<BackupSet> makeRoom(BackupSet coming, Room room) throws IOException, InterruptedException {
        List<BackupSet> removed = new ArrayList<>();
        if (policy.isEmpty()) {
            return removed;
        }
        List<BackupSet> sets = verifyNewest(store.list().sets());
        for (BackupSet set : removableFor(coming, sets, room.lacking())) {
            if (room.lacking() <= 0) {
                break;
            }
            requireNotInterrupted();
            try {
                store.remove(set);
                removed.add(set);
            } catch (Failure e) {
                if (e.isTransient()) {
                    throw e;
                }
                log.warn("%s can't be removed to make room: %s".formatted(set.id(), e.getMessage()));
            }
        }
        return removed;
    }

    /** Returns what {@link #makeRoom} would remove of these sets for so many bytes, as far as names and manifests tell. */
    public List<BackupSet> roomFor(BackupSet coming, List<BackupSet> sets, long lacking) throws IOException {
        List<BackupSet> gone = new ArrayList<>();
        long gained = 0;
        for (BackupSet set : policy.isEmpty() ? List.<BackupSet>of() : removableFor(coming, sets, lacking)) {
            if (gained < lacking) {
                gone.add(set);
                gained += set.sizeBytes();
            }
        }
        return gone;
    }

    private List<BackupSet> removableFor(BackupSet coming, List<BackupSet> sets, long lacking) throws IOException {
        Instant now = clock.instant();
        Set<BackupSet> newest = RetentionPolicy.newest(sets, now);
        List<BackupSet> removableNow = plan(sets, now).remove();
        List<BackupSet> later = plan(
                        Stream.concat(sets.stream(), Stream.of(coming)).toList(), now)
                .remove();
        List<BackupSet> removable = oldestFirst(later).stream()
                .filter(set -> set.counts() ? !newest.contains(set) : removableNow.contains(set))
                .filter(set -> !set.equals(coming))
                .toList();
        return removable.stream().mapToLong(BackupSet::sizeBytes).sum() < lacking
                ? removable.stream().filter(removableNow::contains).toList()
                : removable;
    }

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static List<BackupSet> oldestFirst(List<BackupSet> sets) {
        return sets.stream().sorted(BackupSet.NEWEST_FIRST.reversed()).toList();
    }

    private static List<String> unreadable(List<BackupSet> sets) {
        return sets.stream()
                .filter(set -> set.state() == SetState.UNREADABLE)
                .map(set -> "%s is neither counted nor removed: %s".formatted(set.id(), set.problem()))
                .toList();
    }

    private List<BackupSet> withNewestVerified(List<BackupSet> sets) throws Unreadable, InterruptedException {
        return policy.plan(sets, clock.instant()).remove().isEmpty() ? sets : verifyNewest(sets);
    }

    /** Returns the sets with what verifying the newest of each cluster came to, until those that count are verified. */
    private List<BackupSet> verifyNewest(List<BackupSet> listed) throws Unreadable, InterruptedException {
        StoredSetCheck check = new StoredSetCheck(store, log);
        List<BackupSet> sets = new ArrayList<>(listed);
        Set<BackupSet> known = new HashSet<>();
        while (true) {
            Optional<BackupSet> next = RetentionPolicy.newest(sets, clock.instant()).stream()
                    .filter(set -> !verified.contains(set.id()) && !known.contains(set))
                    .findFirst();
            if (next.isEmpty()) {
                return sets;
            }
            BackupSet checked = check.of(next.get());
            known.add(checked);
            sets.set(sets.indexOf(next.get()), checked);
        }
    }
}
