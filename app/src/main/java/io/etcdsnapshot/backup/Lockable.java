package io.etcdsnapshot.backup;

/** What a store can do that keeps other writers out. */
public interface Lockable {
    /**
     * Keeps all other writers out until closed. The lock ends with its holder's process.
     *
     * @param purpose a word that others are told: the command
     * @throws io.etcdsnapshot.failure.Failure refused and transient, if another run holds it
     */
    Lock lock(String purpose);

    /** Held until closed. */
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
