package io.etcdsnapshot.backup;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the members of the cluster about themselves around a backup; where they can't be asked, nothing is known. */
public interface EtcdMembership {
    /**
     * The state of the member whose snapshot is taken.
     *
     * @param hasLeader false for a member that is cut off, or in a cluster without a quorum: it may lag behind
     * @param errors as etcd words them, such as {@code etcdserver: no leader}
     * @param revision of the newest change it knows
     */
    record MemberState(boolean hasLeader, List<String> errors, long revision) {}

    /**
     * Hashes what one member holds up to a revision.
     *
     * @param hash CRC-32C over keys and values, unsigned, as {@code HashKV} answers
     * @param compactRevision hashes of different ones can't be compared
     */
    record MemberHash(long hash, long compactRevision) {}

    Optional<MemberState> ownState() throws InterruptedException;

    /** Returns the newest change that any member knows that answers; 0 if none does. */
    long highestRevision() throws InterruptedException;

    /** Returns the hashes by client URL, of all members that answer. */
    Map<String, MemberHash> hashes(long revision) throws InterruptedException;

    /** Returns one that knows nothing. */
    static EtcdMembership unknown() {
        return new EtcdMembership() {
            @Override
            public Optional<MemberState> ownState() {
                return Optional.empty();
            }

            @Override
            public long highestRevision() {
                return 0;
            }

            @Override
            public Map<String, MemberHash> hashes(long revision) {
                return Map.of();
            }
        };
    }
}
