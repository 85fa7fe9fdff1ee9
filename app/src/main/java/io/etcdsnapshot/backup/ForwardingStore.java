package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.location.Location;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Passes everything on to another store: for one that changes a part of it. */
public abstract class ForwardingStore implements WritableStore {
    private final WritableStore store;

    protected ForwardingStore(WritableStore store) {
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
    public void prepare() throws IOException {
        store.prepare();
    }

    @Override
    public Incoming receive(BackupSetId id) throws IOException {
        return store.receive(id);
    }

    @Override
    public void remove(BackupSet set) throws IOException {
        store.remove(set);
    }

    @Override
    public void clearLeftovers(boolean exclusive) throws IOException {
        store.clearLeftovers(exclusive);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
