package io.etcdsnapshot.backup;

import java.io.IOException;

/**
 * A location that takes sets in and lets them go. Anything that is not a backup set is skipped and
 * reported, never touched. A set
 * appears whole or not at all: it is built out of sight in an {@link Incoming} and published in one step.
 */
public interface WritableStore extends ReadableStore {
    /** Makes the location if it is missing. */
    void prepare() throws IOException;

    /** Begins to take a set in; where the store is {@link Lockable}, only with the lock held. */
    Incoming receive(BackupSetId id) throws IOException;

    /** Takes a set out of sight and then away; a killed removal never leaves a half set that looks whole. */
    void remove(BackupSet set) throws IOException;

    /**
     * Removes what unfinished runs left behind: all of it where nobody else can be writing, else what nobody has touched
     * for a day.
     *
     * @param exclusive whether the caller holds a lock that keeps all other writers out
     */
    void clearLeftovers(boolean exclusive) throws IOException;
}
