package io.etcdsnapshot.store.wrapped;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.ForwardingReads;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import java.time.Instant;
import java.util.List;

/** Shows the one set of a location whose name tells no time as taken at a time that somebody knows. */
public final class DatedStore extends ForwardingReads {
    private final Instant takenAt;

    public DatedStore(ReadableStore store, Instant takenAt) {
        super(store);
        this.takenAt = takenAt;
    }

    /** @throws Failure wrong usage, if there is no such set, or more than one */
    @Override
    public Listing list() throws Unreadable {
        Listing listing = super.list();
        List<String> undated = listing.sets().stream()
                .filter(set -> !set.isDated())
                .map(BackupSet::label)
                .toList();
        if (undated.isEmpty()) {
            throw Failure.wrongUsage(
                    "every set in %s has a time, so that --taken-at is for none".formatted(location()));
        } else if (undated.size() > 1) {
            throw Failure.wrongUsage("--taken-at is for one set, but nothing tells the time of %s"
                    .formatted(String.join(", ", undated)));
        }
        return listing.map(set -> set.isDated() ? set : set.datedAt(takenAt));
    }
}
