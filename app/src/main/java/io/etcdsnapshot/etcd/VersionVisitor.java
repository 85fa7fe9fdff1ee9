package io.etcdsnapshot.etcd;

/** Sees the versions of all keys from the newest to the oldest. */
@FunctionalInterface
public interface VersionVisitor {
    /**
     * Sees one version.
     *
     * @param version valid during the call
     * @param newest whether no later version of its key is there
     */
    void see(RevisionView version, boolean newest);
}
