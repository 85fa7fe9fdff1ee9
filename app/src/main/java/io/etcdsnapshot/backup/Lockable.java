package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Backoff;
import java.time.Duration;

/** Adds to a store that it can keep other writers out. */
public interface Lockable {
    /**
     * Keeps all other writers out until closed. The lock ends with its holder's process.
     *
     * @param purpose a word that others are shown: the command
     * @throws Failure refused and transient, if another run holds it
     */
    Lock lock(String purpose);

    /** Keeps others out until it is closed. */
    interface Lock extends AutoCloseable {
        /** Returns false where the location only seems to offer locks, so that others may be writing. */
        default boolean isExclusive() {
            return true;
        }

        @Override
        void close();
    }

    /** Takes the store's lock, or one that keeps nobody out where the store offers none. */
    static Lock lock(ReadableStore store, String purpose) {
        return store.ability(Lockable.class)
                .map(lockable -> lockable.lock(purpose))
                .orElse(NoLock.INSTANCE);
    }

    /**
     * Takes the lock in the same way, and waits for another run to let go of it.
     *
     * @param wait how long at most; zero to ask once
     */
    static Lock lock(ReadableStore store, String purpose, Duration wait) throws InterruptedException {
        Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), wait);
        while (true) {
            try {
                return lock(store, purpose);
            } catch (Failure e) {
                if (e.kind() != Failure.Kind.REFUSED || !e.isTransient() || !backoff.pause()) {
                    throw e;
                }
            }
        }
    }

    /** The lock of a store that has none. */
    enum NoLock implements Lock {
        INSTANCE;

        @Override
        public boolean isExclusive() {
            return false;
        }

        @Override
        public void close() {}
    }
}
