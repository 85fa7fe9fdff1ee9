package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Tells which sets retention removes next. */
public final class NextToGo {
    private static final Duration USUAL_GAP = Duration.ofDays(1);

    private NextToGo() {}

    /**
     * Returns the sets that go at the next run: those that the rules no longer keep now, else those that make place for
     * one more set, taken as long after the newest as that was after the one before.
     *
     * @param sets of one cluster, newest first
     * @return oldest last; empty where nothing goes, or there are no rules
     */
    public static List<BackupSet> of(RetentionPolicy policy, List<BackupSet> sets, Instant now) {
        if (policy.isEmpty() || sets.isEmpty()) {
            return List.of();
        }
        List<BackupSet> due = policy.plan(sets, now).remove();
        List<BackupSet> counted = sets.stream()
                .filter(set -> set.counts() && !set.takenAt().isAfter(now))
                .toList();
        if (!due.isEmpty() || counted.isEmpty()) {
            return due;
        }
        BackupSet newest = counted.get(0);
        BackupSet coming = newest.at(newest.takenAt().plus(gap(counted)));
        Instant then = coming.takenAt().isAfter(now) ? coming.takenAt() : now;
        List<BackupSet> all = Stream.concat(Stream.of(coming), sets.stream()).toList();
        return policy.plan(all, then).remove().stream()
                .filter(set -> !set.equals(coming))
                .toList();
    }

    private static Duration gap(List<BackupSet> counted) {
        return counted.size() < 2
                ? USUAL_GAP
                : Duration.between(counted.get(1).takenAt(), counted.get(0).takenAt());
    }
}
