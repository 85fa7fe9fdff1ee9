package io.etcdsnapshot.backup;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * A location that holds backup sets. Names that are no set's are skipped and reported, never touched. A set appears
 * whole or not at all: it is built in a {@link Staging} and published by one rename.
 */
public interface BackupStore extends ReadableStore {
    /**
     * Keeps all other writers out until closed. The lock dies with its holder's process.
     *
     * @throws Failure refused, if another run holds it
     */
    Lock lock(String purpose);

    /**
     * Removes what unfinished runs left behind: all of it where the lock keeps writers out, else what nobody has touched
     * for a day.
     */
    void clearLeftovers(Lock lock);

    /** Takes a set out of sight and then away; a killed removal never leaves a half set that looks whole. */
    void remove(BackupSet set) throws IOException;

    /** Makes the location if it is missing. */
    void prepare() throws IOException;

    /** Bytes that may still be written, where that can be told. */
    OptionalLong freeBytes() throws IOException;

    /** Begins to take a set in; only with the lock held. */
    Incoming receive(BackupSetId id) throws IOException;

    /**
     * @param sets newest first
     * @param ignored names that are no set's
     */
    record Listing(String location, List<BackupSet> sets, List<String> ignored) {
        /** @throws Failure if there are none */
        public List<BackupSet> requireAny() {
            if (sets.isEmpty()) {
                throw Failure.failed("there are no sets in " + location);
            }
            return sets;
        }

        /** @throws Failure if there is no such set, naming the newest there is */
        public BackupSet require(BackupSetId id) {
            BackupSetId newest = requireAny().get(0).id();
            return sets.stream().filter(set -> set.id().equals(id)).findFirst().orElseThrow(() -> Failure.failed(
                            "there is no set %s in %s".formatted(id, location))
                    .hint("the newest there is " + newest));
        }
    }

    /** Held until closed. */
    interface Lock extends AutoCloseable {
        /** False where the location offers no locks, so that others may be writing. */
        default boolean isExclusive() {
            return true;
        }

        @Override
        void close();
    }
}
