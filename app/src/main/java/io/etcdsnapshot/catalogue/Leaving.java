package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What retention removes next, as far as a listing tells: a purge verifies the newest sets first.
 *
 * @param at when: now, or when the next set is expected, which takes the place of these
 * @param sets newest first
 */
public record Leaving(Instant at, List<BackupSet> sets) {
    /**
     * @param usual the usual time between two sets; null where not known
     * @param newestGood null where there is none
     */
    static Leaving of(
            RetentionPolicy policy,
            List<BackupSet> sets,
            @Nullable BackupSet newestGood,
            @Nullable Duration usual,
            Instant now) {
        List<BackupSet> next = NextToGo.of(policy, sets, now);
        if (newestGood == null
                || usual == null
                || !policy.plan(sets, now).remove().isEmpty()) {
            return new Leaving(now, next);
        }
        Instant due = newestGood.takenAt().plus(usual);
        return new Leaving(due.isBefore(now) ? now : due, next);
    }
}
