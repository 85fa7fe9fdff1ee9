package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.retention.RetentionPlan;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which sets a destination lacks. A set that the destination's own retention would remove at once is not sent.
 *
 * @param missing the newest first, because it matters most, then from old to new, each a basis for the next
 * @param alreadyThere how many of the source's good sets are there, whole as far as names and sizes tell
 */
record SyncPlan(List<BackupSet> missing, int alreadyThere) {
    static SyncPlan of(List<BackupSet> source, List<BackupSet> destination, RetentionPolicy policy, Instant now) {
        Map<BackupSetId, BackupSet> there = destination.stream()
                .filter(set -> set.state().good())
                .collect(Collectors.toMap(BackupSet::id, Function.identity(), (first, second) -> first));
        List<BackupSet> good = source.stream().filter(set -> set.state().good()).toList();
        List<BackupSet> lacking =
                good.stream().filter(set -> !there.containsKey(set.id())).toList();
        List<BackupSet> kept = policy.isEmpty()
                ? lacking
                : policy
                        .plan(
                                Stream.concat(there.values().stream(), lacking.stream())
                                        .toList(),
                                now)
                        .keep()
                        .stream()
                        .map(RetentionPlan.Kept::set)
                        .filter(lacking::contains)
                        .toList();
        return new SyncPlan(newestThenOldToNew(kept), good.size() - lacking.size());
    }

    private static List<BackupSet> newestThenOldToNew(List<BackupSet> sets) {
        List<BackupSet> ordered = new ArrayList<>(
                sets.stream().sorted(BackupSet.NEWEST_FIRST.reversed()).toList());
        if (!ordered.isEmpty()) {
            ordered.add(0, ordered.remove(ordered.size() - 1));
        }
        return ordered;
    }

    /** Of the sets that source and destination provably hold alike, the one nearest in time; as the source has it. */
    static Optional<BackupSet> basis(BackupSet set, List<BackupSet> source, List<BackupSet> destination) {
        return source.stream()
                .filter(here -> !here.id().equals(set.id()))
                .filter(here -> destination.stream().anyMatch(there -> same(here, there)))
                .min(Comparator.comparing(
                        here -> Duration.between(here.takenAt(), set.takenAt()).abs()));
    }

    private static boolean same(BackupSet here, BackupSet there) {
        Manifest ours = here.manifest();
        Manifest theirs = there.manifest();
        return ours != null
                && theirs != null
                && here.state() == SetState.COMPLETE
                && there.state() == SetState.COMPLETE
                && ours.id().equals(theirs.id())
                && ours.files().equals(theirs.files());
    }
}
