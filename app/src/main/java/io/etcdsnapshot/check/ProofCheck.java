package io.etcdsnapshot.check;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.catalogue.ClusterState;
import io.etcdsnapshot.catalogue.History;
import io.etcdsnapshot.catalogue.HistoryFormat;
import io.etcdsnapshot.catalogue.Outcome;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Warns where the newest set of a destination was never verified or rehearsed, as far as its history tells. */
public record ProofCheck(Supplier<WritableStore> destination, HistoryFormat format, Clock clock, Log log) {
    /** Returns what is remembered of the newest set; that it is nothing is a warning, and no failure. */
    public String look() throws IOException {
        try (WritableStore store = destination.get()) {
            Optional<Listing> listing = store.listIfThere();
            if (listing.isEmpty()) {
                return "there is none yet";
            }
            Instant now = clock.instant();
            History history = History.read(store, format, log);
            Optional<BackupSet> newest = ClusterState.of(listing.get(), history, now).stream()
                    .flatMap(state -> state.newestGood().stream())
                    .min(BackupSet.NEWEST_FIRST);
            if (newest.isEmpty()) {
                return "there is none yet";
            }
            BackupSet set = newest.get();
            Optional<Outcome> verified = history.last(set.id(), Outcome::isVerified);
            if (verified.isEmpty()) {
                log.warn("%s: the newest set, %s, was never verified or rehearsed: run etcd-snapshot verify or rehearse"
                        .formatted(store.location(), set.id()));
                return "%s, never verified or rehearsed".formatted(set.id());
            }
            String rehearsed = history.outcomes().stream().anyMatch(Outcome::isRehearsed)
                    ? ""
                    : "; no set here was ever rehearsed";
            long hours = Duration.between(verified.get().at(), now).toHours();
            return "%s, verified %s ago%s"
                    .formatted(set.id(), hours == 0 ? "less than an hour" : hours + " h", rehearsed);
        }
    }
}
