package io.etcdsnapshot.store.wrapped;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.location.Location;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Shows the one set of a location whose name tells no time as taken at a time that somebody knows. */
public final class DatedStore implements ReadableStore {
    private final ReadableStore store;
    private final Instant takenAt;

    public DatedStore(ReadableStore store, Instant takenAt) {
        this.store = store;
        this.takenAt = takenAt;
    }

    @Override
    public Location location() {
        return store.location();
    }

    /** @throws Failure wrong usage, if there is no such set, or more than one */
    @Override
    public Listing list() throws Unreadable {
        Listing listing = store.list();
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

    @Override
    public InputStream open(BackupSet set, String file) throws Unreadable {
        return store.open(set, file);
    }

    @Override
    public boolean isLocal() {
        return store.isLocal();
    }

    @Override
    public void reportTo(Progress progress) {
        store.reportTo(progress);
    }

    @Override
    public <A> Optional<A> ability(Class<A> ability) {
        return store.ability(ability);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
