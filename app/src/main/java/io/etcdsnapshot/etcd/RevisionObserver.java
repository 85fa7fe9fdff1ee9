package io.etcdsnapshot.etcd;

/** Sees versions of keys, while a snapshot is verified or walked. */
@FunctionalInterface
public interface RevisionObserver {
    /** Sees nothing. */
    RevisionObserver NONE = version -> {};

    /**
     * Sees one version. While a snapshot is verified they come in the order in which they lie in the file, and those of
     * free pages come as well: whether one is still there, a {@link RevisionCursor} tells.
     */
    void see(RevisionView version);

    /** Returns what takes the live keys, once a verification has told which they are. */
    default LiveVersions liveVersions() {
        return LiveVersions.NONE;
    }
}
