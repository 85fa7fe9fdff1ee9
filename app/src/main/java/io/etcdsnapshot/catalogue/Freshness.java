package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Listing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells whether backups are still being made. */
public final class Freshness {
    private Freshness() {}

    /** Returns what speaks against that; empty for nothing. */
    public static Optional<String> doubt(Listing listing, History history, Duration staleAfter, Instant now) {
        Optional<Outcome> lastRun = history.outcomes().stream()
                .filter(outcome -> outcome.command().equals(Outcome.SNAPSHOT))
                .findFirst();
        if (lastRun.isPresent() && !lastRun.get().ok()) {
            return Optional.of("the last snapshot failed: " + lastRun.get().detail());
        }
        Optional<BackupSet> newest = ClusterState.of(listing, history, now).stream()
                .flatMap(state -> state.newestGood().stream())
                .min(BackupSet.NEWEST_FIRST);
        if (newest.isEmpty()) {
            return Optional.of("there is no good set");
        }
        boolean isStale = newest.get().takenAt().isBefore(now.minus(staleAfter));
        return isStale
                ? Optional.of("the newest good set, %s, is older than %d h"
                        .formatted(newest.get().id(), staleAfter.toHours()))
                : Optional.empty();
    }
}
