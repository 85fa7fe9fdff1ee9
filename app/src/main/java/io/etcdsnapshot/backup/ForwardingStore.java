package io.etcdsnapshot.backup;

import java.io.IOException;

/** Passes everything on to another store: for one that changes a part of it. */
public abstract class ForwardingStore extends ForwardingReads implements WritableStore {
    private final WritableStore store;

    protected ForwardingStore(WritableStore store) {
        super(store);
        this.store = store;
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
}
