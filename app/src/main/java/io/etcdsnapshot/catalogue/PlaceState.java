package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.retention.RetentionPlan;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One cluster's sets at one place.
 *
 * @param error why the place can't be read; null where it could be
 * @param sets newest first
 * @param newestGood null where there is none
 * @param usual the usual time between two sets; null where there are too few
 * @param gaps newest first
 * @param reasons why each set is kept; empty where no rules are known
 * @param next what retention removes next; null where no rules are known
 * @param listed the same as {@code list} sees it, with what is remembered
 */
public record PlaceState(
        String location,
        Health health,
        @Nullable String error,
        List<BackupSet> sets,
        @Nullable BackupSet newestGood,
        @Nullable Duration usual,
        List<Gap> gaps,
        Map<BackupSet, List<String>> reasons,
        @Nullable Leaving next,
        ClusterState listed,
        Map<BackupSetId, Protection> protections) {
    static PlaceState of(Place place, List<BackupSet> sets, List<Outcome> outcomes, Instant now, Duration maxAge) {
        Set<BackupSetId> failed = failedSince(outcomes);
        List<BackupSet> good = sets.stream()
                .filter(set -> isGood(set, now) && !failed.contains(set.id()))
                .toList();
        ClusterState listed = new ClusterState(place.location(), null, sets, new History(outcomes, 0), now);
        Optional<BackupSet> newest = listed.newestGood();
        Rhythm rhythm =
                new Rhythm(good.stream().map(BackupSet::takenAt).distinct().toList());
        RetentionPolicy policy = place.policy();
        RetentionPlan plan = policy == null || policy.isEmpty() ? null : policy.plan(sets, now);
        return new PlaceState(
                place.location(),
                health(place, newest, now, maxAge),
                place.error(),
                sets,
                newest.orElse(null),
                rhythm.usual().orElse(null),
                rhythm.gaps(now),
                plan == null
                        ? Map.of()
                        : plan.keep().stream()
                                .collect(Collectors.toMap(
                                        RetentionPlan.Kept::set, RetentionPlan.Kept::reasons, (one, same) -> one)),
                policy == null || plan == null
                        ? null
                        : Leaving.of(
                                policy,
                                sets,
                                newest.orElse(null),
                                rhythm.usual().orElse(null),
                                now),
                listed,
                place.protections());
    }

    /** Returns whether a listing has nothing against a set. */
    private static boolean isGood(BackupSet set, Instant now) {
        return set.counts() && set.suspicion() == null && !set.takenAt().isAfter(now);
    }

    /** Memory proves no set good, but the last that was found of a set may have been damage. */
    static Set<BackupSetId> failedSince(List<Outcome> newestFirst) {
        Map<BackupSetId, Boolean> last = new HashMap<>();
        for (Outcome outcome : newestFirst) {
            if (outcome.id() != null) {
                last.putIfAbsent(outcome.id(), outcome.ok());
            }
        }
        Set<BackupSetId> failed = new HashSet<>(last.keySet());
        failed.removeIf(last::get);
        return failed;
    }

    private static Health health(Place place, Optional<BackupSet> newest, Instant now, Duration maxAge) {
        if (place.error() != null) {
            return Health.UNREADABLE;
        }
        return newest.map(set -> set.takenAt().isBefore(now.minus(maxAge)) ? Health.OLD : Health.GOOD)
                .orElse(Health.NONE);
    }

    /** Returns what is remembered there of this cluster, newest first. */
    public List<Outcome> outcomes() {
        return listed.history().outcomes();
    }

    /** Returns the bytes of all sets, as they are stored. */
    public long sizeBytes() {
        return listed.sizeBytes();
    }
}
