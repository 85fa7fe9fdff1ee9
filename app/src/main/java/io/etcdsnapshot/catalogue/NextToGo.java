package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.retention.RetentionPlan;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What retention removes next, as far as a listing tells: a purge verifies the newest sets first.
 *
 * @param at when: now, or when the next set is expected, which takes the place of these
 * @param sets newest first
 */
public record NextToGo(Instant at, List<BackupSet> sets) {
    /**
     * Returns what goes now; where nothing does, what the next set pushes out.
     *
     * @param plan what the policy makes of the sets now
     * @param newestGood stands for the next set
     */
    static NextToGo of(
            List<BackupSet> sets,
            RetentionPolicy policy,
            RetentionPlan plan,
            Optional<BackupSet> newestGood,
            Optional<Duration> usual,
            Instant now) {
        if (!plan.remove().isEmpty() || newestGood.isEmpty() || usual.isEmpty()) {
            return new NextToGo(now, plan.remove());
        }
        Instant due = newestGood.get().takenAt().plus(usual.get());
        Instant next = due.isBefore(now) ? now : due;
        BackupSet coming = newestGood.get().at(next);
        List<BackupSet> then =
                Stream.concat(Stream.of(coming), sets.stream()).toList();
        return new NextToGo(
                next,
                policy.plan(then, next).remove().stream()
                        .filter(set -> !set.equals(coming))
                        .toList());
    }
}
