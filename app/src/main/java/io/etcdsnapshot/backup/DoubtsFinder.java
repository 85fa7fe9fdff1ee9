package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.SnapshotStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out whether the member that a snapshot comes from can be relied on. */
final class DoubtsFinder {
    private final EtcdMembership membership;
    private final List<BackupSet> existing;
    private final Optional<EtcdMembership.MemberState> before;
    private final long highestBefore;

    /**
     * Asks the members once before the capture.
     *
     * @param existing sets of the location, newest first, those from the future left out
     */
    DoubtsFinder(EtcdMembership membership, List<BackupSet> existing) throws InterruptedException {
        this.membership = membership;
        this.existing = existing;
        this.before = membership.ownState();
        this.highestBefore = isConnected(before) ? membership.highestRevision() : 0;
    }

    /** Asking the others through a member that is cut off takes long, and tells nothing. */
    private static boolean isConnected(Optional<EtcdMembership.MemberState> state) {
        return state.filter(EtcdMembership.MemberState::hasLeader).isPresent();
    }

    /** Asks again after it; returns null where nothing speaks against the set. */
    @Nullable
    Doubts find(long revision, @Nullable String clusterId) throws InterruptedException {
        Optional<EtcdMembership.MemberState> after = membership.ownState();
        List<EtcdMembership.MemberState> states =
                Stream.concat(before.stream(), after.stream()).toList();
        Optional<Manifest> newest = newest(clusterId);
        Doubts doubts = new Doubts(
                states.stream().anyMatch(state -> !state.hasLeader()),
                states.stream()
                        .flatMap(state -> state.errors().stream())
                        .distinct()
                        .toList(),
                newest.map(set -> higherRevision(revision, set)).orElse(null),
                isConnected(after) ? diverging(revision) : List.of(),
                newest.map(Manifest::snapshot)
                                .filter(snapshot -> snapshot.revision() == revision)
                                .isPresent()
                        ? true
                        : null,
                highestBefore > revision ? highestBefore : null);
        return doubts.isEmpty() ? null : doubts;
    }

    private Optional<Manifest> newest(@Nullable String clusterId) {
        return existing.stream()
                .filter(BackupSet::counts)
                .flatMap(set -> Stream.ofNullable(set.manifest()))
                .filter(manifest -> clusterId == null
                        || manifest.clusterId() == null
                        || Objects.equals(manifest.clusterId(), clusterId))
                .findFirst();
    }

    /**
     * Compared with the newest set alone: after a restore the revision may be lower once, and rises from there. One that
     * does not rise is as far behind as the set before.
     */
    private static @Nullable Long higherRevision(long revision, Manifest newest) {
        SnapshotStatus there = newest.snapshot();
        if (there == null) {
            return null;
        }
        if (there.revision() > revision) {
            return there.revision();
        }
        Doubts earlier = there.revision() == revision ? newest.doubts() : null;
        return earlier == null ? null : earlier.behindRevision();
    }

    /** Names the members that differ from most; where there is no majority, all but the first. */
    private List<String> diverging(long revision) throws InterruptedException {
        Map<String, EtcdMembership.MemberHash> hashes = membership.hashes(revision);
        return hashes.entrySet().stream()
                .filter(member -> {
                    List<Map.Entry<String, EtcdMembership.MemberHash>> comparable = hashes.entrySet().stream()
                            .filter(other -> other.getValue().compactRevision()
                                    == member.getValue().compactRevision())
                            .toList();
                    long agreeing = comparable.stream()
                            .filter(other -> other.getValue().equals(member.getValue()))
                            .count();
                    boolean first = comparable.get(0).getKey().equals(member.getKey());
                    return agreeing < comparable.size()
                            && (agreeing * 2 < comparable.size() || (agreeing * 2 == comparable.size() && !first));
                })
                .map(Map.Entry::getKey)
                .toList();
    }
}
