package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
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
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which sets a destination lacks, or has only a half of where it shall have all. A set that the destination's own
 * retention would remove at once is not sent.
 *
 * @param missing the newest first, because it matters most, then from old to new, each a basis for the next
 * @param alreadyThere how many of the source's good sets are there, as far as names and sizes tell
 * @param leftOut which good sets can't be brought there, and why
 */
record SyncPlan(List<BackupSet> missing, int alreadyThere, List<String> leftOut) {
    static SyncPlan of(
            List<BackupSet> source, List<BackupSet> destination, Content content, RetentionPolicy policy, Instant now) {
        Map<BackupSetId, BackupSet> there = destination.stream()
                .collect(Collectors.toMap(
                        BackupSet::id,
                        Function.identity(),
                        (first, second) -> second.isUsable() && !first.isUsable() ? second : first));
        List<BackupSet> lacking = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        int alreadyThere = 0;
        for (BackupSet set : source) {
            if (!set.isUsable()) {
                continue;
            }
            Optional<Content> offered = set.content().and(content);
            BackupSet present = there.get(set.id());
            if (offered.isEmpty()) {
                leftOut.add("%s is not sent, as the source has of it the %s"
                        .formatted(set.id(), set.content().words()));
            } else if (present == null || mayReplace(present, set, offered.get())) {
                lacking.add(set);
                there.remove(set.id());
            } else if (present.isUsable() && present.content().covers(offered.get())) {
                alreadyThere++;
            } else {
                String state = Objects.requireNonNullElse(
                        present.problem(), present.content().words());
                leftOut.add("%s is left as it is there: %s".formatted(set.id(), state));
            }
        }
        List<BackupSet> kept = policy.isEmpty()
                ? lacking
                : policy
                        .plan(
                                Stream.concat(there.values().stream().filter(BackupSet::counts), lacking.stream())
                                        .toList(),
                                now)
                        .keep()
                        .stream()
                        .map(RetentionPlan.Kept::set)
                        .filter(lacking::contains)
                        .toList();
        return new SyncPlan(newestThenOldToNew(kept), alreadyThere, List.copyOf(leftOut));
    }

    /** Nothing may be lost by it: a half gives way to the whole set alone, and what is not whole to what has its files. */
    private static boolean mayReplace(BackupSet there, BackupSet set, Content sent) {
        if (!there.isRemovable()) {
            return there.files().isEmpty() && there.state() == SetState.INCOMPLETE;
        }
        return there.isUsable()
                ? sent == Content.ALL && there.content().isHalf() && same(set, there)
                : there.flat() || there.files().stream().allMatch(file -> sent.covers(file.role()));
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
                .filter(here -> here.content().covers(FileRole.SNAPSHOT))
                .filter(here -> destination.stream()
                        .anyMatch(there -> there.content().covers(FileRole.SNAPSHOT) && same(here, there)))
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
                && ours.isOfSameSet(theirs);
    }
}
