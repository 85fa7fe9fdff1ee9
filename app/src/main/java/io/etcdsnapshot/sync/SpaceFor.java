package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.SpaceAware;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.retention.Purge;
import java.io.IOException;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Makes room for a set at its destination, by removing what retention would remove once the set is there. */
final class SpaceFor {
    /** Bytes that a copy leaves free. */
    static final long MARGIN = 16L << 20;

    private final BackupSet set;
    private final WritableStore store;
    private final Purge purge;
    private final Consumer<Collection<BackupSet>> removed;

    /** @param removed is told which sets had to go */
    SpaceFor(BackupSet set, WritableStore store, Purge purge, Consumer<Collection<BackupSet>> removed) {
        this.set = set;
        this.store = store;
        this.purge = purge;
        this.removed = removed;
    }

    /** @throws Failure refused, if there is too little space whatever goes */
    void make(long bytes) throws IOException, InterruptedException {
        long needed = bytes + MARGIN;
        if (lacking(needed) <= 0) {
            return;
        }
        remove(() -> lacking(needed));
        if (lacking(needed) > 0) {
            throw tooLittle(set, store, SpaceAware.freeBytes(store).orElse(0), needed);
        }
    }

    static Failure tooLittle(BackupSet set, WritableStore store, long free, long needed) {
        return Failure.refused("too little space for %s: %,d MiB free, %,d MiB needed"
                        .formatted(set.id(), free >> 20, needed >> 20))
                .hint(
                        "keep fewer sets there (pv.retention, sync.retention), or remove some by hand: etcd-snapshot purge %s --keep-last 3"
                                .formatted(store.location()));
    }

    /** Makes what room can be made at a place that is full, whatever its free bytes; returns whether anything went. */
    boolean makeAnyhow() throws IOException, InterruptedException {
        return remove(() -> 1);
    }

    private boolean remove(Purge.Room room) throws IOException, InterruptedException {
        Collection<BackupSet> gone = purge.makeRoom(set, room);
        removed.accept(gone);
        return !gone.isEmpty();
    }

    private long lacking(long bytes) throws IOException {
        OptionalLong free = SpaceAware.freeBytes(store);
        return free.isEmpty() ? 0 : bytes - free.getAsLong();
    }
}
