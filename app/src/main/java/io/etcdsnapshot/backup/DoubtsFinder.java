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

    /** Asks the member once before the capture. */
    DoubtsFinder(EtcdMembership membership, List<BackupSet> existing) throws InterruptedException {
        this.membership = membership;
        this.existing = existing;
        this.before = membership.ownState();
    }

    /** Asks again after it; returns null where nothing speaks against the set. */
    @Nullable
    Doubts find(long revision, @Nullable String clusterId) throws InterruptedException {
        List<EtcdMembership.MemberState> states =
                Stream.concat(before.stream(), membership.ownState().stream()).toList();
        Doubts doubts = new Doubts(
                states.stream().anyMatch(state -> !state.hasLeader()),
                states.stream()
                        .flatMap(state -> state.errors().stream())
                        .distinct()
                        .toList(),
                higherRevision(revision, clusterId),
                diverging(revision));
        return doubts.isEmpty() ? null : doubts;
    }

    /** Compared with the newest set alone: after a restore the revision may be lower once, and rises from there. */
    private @Nullable Long higherRevision(long revision, @Nullable String clusterId) {
        return existing.stream()
                .filter(set -> set.counts())
                .flatMap(set -> Stream.ofNullable(set.manifest()))
                .filter(manifest -> clusterId == null
                        || manifest.clusterId() == null
                        || Objects.equals(manifest.clusterId(), clusterId))
                .findFirst()
                .flatMap(newest -> Optional.ofNullable(newest.snapshot()))
                .map(SnapshotStatus::revision)
                .filter(newest -> newest > revision)
                .orElse(null);
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
