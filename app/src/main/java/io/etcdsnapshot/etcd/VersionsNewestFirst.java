package io.etcdsnapshot.etcd;

/**
 * Tells which versions are the newest of their key, on a way from the newest of all to the oldest. It remembers the keys
 * that it met: after a complete compaction only those that were changed since, as there is one version of any other.
 */
final class VersionsNewestFirst implements RevisionObserver {
    private final VersionVisitor visitor;
    private final long compacted;
    private final LongHashSet seen = new LongHashSet(0);

    /** @param compacted up to here there is one version of each key; -1 if that is not so */
    VersionsNewestFirst(VersionVisitor visitor, long compacted) {
        this.visitor = visitor;
        this.compacted = compacted;
    }

    @Override
    public void see(RevisionView version) {
        long hash = version.keyHash();
        boolean newest = version.main() > compacted ? seen.add(hash) : !seen.contains(hash);
        visitor.see(version, newest);
    }
}
