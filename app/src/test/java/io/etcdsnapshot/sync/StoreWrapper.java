package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.location.Location;
import java.io.IOException;
import java.io.InputStream;

/** A store as another one, for tests that change a part of it. */
class StoreWrapper implements ReadableStore {
    private final ReadableStore store;

    StoreWrapper(ReadableStore store) {
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
    public void close() throws IOException {
        store.close();
    }
}
