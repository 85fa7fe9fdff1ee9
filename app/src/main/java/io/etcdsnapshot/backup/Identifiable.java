package io.etcdsnapshot.backup;

import java.io.IOException;
import java.util.Optional;

/** Adds to a store that it knows its place by more than the name it was given. */
public interface Identifiable {
    /**
     * Returns a word that all names of one directory on one host share, and no other directory has; empty where that can't
     * be told.
     */
    Optional<String> identity() throws IOException;

    /** Returns the word of {@code store}; empty where it can't tell. */
    static Optional<String> identity(ReadableStore store) throws IOException {
        Optional<Identifiable> identifiable = store.ability(Identifiable.class);
        return identifiable.isPresent() ? identifiable.get().identity() : Optional.empty();
    }
}
