package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.crypto.Sealer;
import io.etcdsnapshot.store.memory.MemoryStore;
import io.etcdsnapshot.testing.WholeSet;

/** Puts encrypted sets into stores in memory, as a sync does. */
public final class WrappedSets {
    private WrappedSets() {}

    public static void add(WholeSet set, MemoryStore store, Sealer sealer) throws Exception {
        MemoryPlaces places = new MemoryPlaces();
        set.addTo(places.source);
        String name = store.location().toString().substring(1);
        places.add(
                name,
                new Destination(
                        () -> store,
                        MemoryPlaces.KEEP_ALL,
                        Content.ALL,
                        new StoredForm(sealer, false, false, null),
                        null));
        if (places.only(name).failure() != null) {
            throw new AssertionError(places.log);
        }
    }
}
