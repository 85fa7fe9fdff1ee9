package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.location.Location;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads from another store: for one that shows its sets otherwise. */
public abstract class ForwardingReads implements ReadableStore {
    private final ReadableStore store;

    protected ForwardingReads(ReadableStore store) {
        this.store = store;
    }

    @Override
    public Location location() {
        return store.location();
    }

    @Override
    public Listing list() throws Unreadable {
        return store.list();
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
