package io.etcdsnapshot.backup;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists what speaks against a set whose bytes are all in order: the member it was taken from may have lagged behind.
 *
 * @param noLeader whether that member had no leader
 * @param memberErrors what it said of itself, in etcd's words
 * @param behindRevision the higher revision of a set that was taken earlier; null where there is none
 * @param divergingMembers client URLs of members that hold other values than this one at the set's revision
 */
public record Doubts(
        boolean noLeader, List<String> memberErrors, @Nullable Long behindRevision, List<String> divergingMembers) {
    public Doubts {
        memberErrors = memberErrors == null ? List.of() : List.copyOf(memberErrors);
        divergingMembers = divergingMembers == null ? List.of() : List.copyOf(divergingMembers);
    }

    boolean isEmpty() {
        return !noLeader && memberErrors.isEmpty() && behindRevision == null && divergingMembers.isEmpty();
    }

    /** Returns each doubt in words. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        if (noLeader) {
            words.add("the etcd member had no leader: its snapshot may be older than the cluster");
        }
        memberErrors.forEach(error -> words.add("the etcd member reported: " + error));
        if (behindRevision != null) {
            words.add("an earlier set has the higher revision %,d: this one is stale, or the cluster was restored"
                    .formatted(behindRevision));
        }
        divergingMembers.forEach(member -> words.add(
                "the etcd member %s holds other values at this revision: compare the members before you rely on either"
                        .formatted(member)));
        return words;
    }
}
