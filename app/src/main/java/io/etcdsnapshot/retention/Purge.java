package io.etcdsnapshot.retention;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Lockable;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.backup.SetVerifier;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Applies a policy to one location. The newest good set is proven in full first, so that the set which the plan rests on
 * is one that restores; if it is not whole, the plan is made again without it.
 */
public final class Purge {
    /**
     * @param removed those of the plan that are gone; none in a dry run
     * @param failed those that could not be removed, with the reason
     */
    public record Result(Listing listing, RetentionPlan plan, List<BackupSet> removed, List<String> failed) {
        /** Where every set stays for one reason. */
        public static Result keepingAll(Listing listing, String reason) {
            List<RetentionPlan.Kept> keep = listing.sets().stream()
                    .map(set -> new RetentionPlan.Kept(set, List.of(reason)))
                    .toList();
            return new Result(listing, new RetentionPlan(keep, List.of()), List.of(), List.of());
        }
    }

    private final WritableStore store;
    private final RetentionPolicy policy;
    private final Clock clock;
    private final Log log;

    public Purge(WritableStore store, RetentionPolicy policy, Clock clock, Log log) {
        this.store = store;
        this.policy = policy;
        this.clock = clock;
        this.log = log;
    }

    /** The plan alone; nothing is changed, not even a lock file is made. */
    public Result dryRun() throws Unreadable, InterruptedException {
        Listing listing = store.list();
        return new Result(listing, plan(listing), List.of(), List.of());
    }

    /**
     * @param show gets the plan before anything is removed
     * @throws Failure refused, if another run holds the lock
     */
    public Result run(Consumer<RetentionPlan> show) throws IOException, InterruptedException {
        store.list();
        try (Lockable.Lock lock = Lockable.lock(store, "purge")) {
            store.clearLeftovers(lock.isExclusive());
            return runLocked(show);
        }
    }

    /** The same for a caller that holds the lock. */
    public Result runLocked(Consumer<RetentionPlan> show) throws Unreadable, InterruptedException {
        Listing listing = store.list();
        RetentionPlan plan = plan(listing);
        show.accept(plan);
        return remove(listing, plan);
    }

    private Result remove(Listing listing, RetentionPlan plan) throws InterruptedException {
        List<BackupSet> removed = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (BackupSet set : oldestFirst(plan.remove())) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            try {
                store.remove(set);
                removed.add(set);
            } catch (IOException e) {
                failed.add("%s can't be removed: %s".formatted(set.id(), Reason.of(e)));
            }
        }
        return new Result(listing, plan, removed, failed);
    }

    private static List<BackupSet> oldestFirst(List<BackupSet> sets) {
        return sets.stream().sorted(BackupSet.NEWEST_FIRST.reversed()).toList();
    }

    private RetentionPlan plan(Listing listing) throws InterruptedException {
        Instant now = clock.instant();
        RetentionPlan plan = policy.plan(listing.sets(), now);
        return plan.remove().isEmpty() ? plan : policy.plan(withNewestGoodSetProven(listing.sets(), now), now);
    }

    private List<BackupSet> withNewestGoodSetProven(List<BackupSet> newestFirst, Instant now)
            throws InterruptedException {
        List<BackupSet> sets = new ArrayList<>(newestFirst);
        Set<FileRole> unproven = EnumSet.allOf(FileRole.class);
        for (int i = 0; i < sets.size(); i++) {
            BackupSet set = sets.get(i);
            boolean counts = set.counts() && !set.takenAt().isAfter(now);
            if (counts && unproven.stream().anyMatch(set.content()::covers)) {
                SetVerification verdict = SetVerifier.verify(set, store);
                if (verdict.ok()) {
                    unproven.removeIf(set.content()::covers);
                    continue;
                }
                log.warn("%s is not whole and does not count: %s".formatted(set.id(), verdict.problems()));
                sets.set(i, set.as(SetState.CORRUPT, verdict.problems()));
            }
        }
        return sets;
    }
}
