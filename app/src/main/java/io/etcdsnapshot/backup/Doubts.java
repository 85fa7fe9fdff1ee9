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
 * @param unchanged true where the set before has the very same revision; else null
 * @param behindMembers the higher revision that another member had before the snapshot was taken; null where none had
 */
public record Doubts(
        boolean noLeader,
        List<String> memberErrors,
        @Nullable Long behindRevision,
        List<String> divergingMembers,
        @Nullable Boolean unchanged,
        @Nullable Long behindMembers) {
    /** In place of a revision that only recipients know. */
    private static final long HIDDEN = 0;

    public Doubts {
        memberErrors = memberErrors == null ? List.of() : List.copyOf(memberErrors);
        divergingMembers = divergingMembers == null ? List.of() : List.copyOf(divergingMembers);
    }

    /** Returns the same without names, addresses and revisions: what tells a doubtful set from others. */
    Doubts sealed() {
        return new Doubts(
                noLeader,
                List.of(),
                behindRevision == null ? null : HIDDEN,
                List.of(),
                unchanged,
                behindMembers == null ? null : HIDDEN);
    }

    private static String revision(long revision) {
        return revision == HIDDEN ? "a higher revision" : "the higher revision %,d".formatted(revision);
    }

    boolean isEmpty() {
        return words().isEmpty();
    }

    /** Returns each doubt in words. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        if (noLeader) {
            words.add("the etcd member had no leader: its snapshot may be older than the cluster");
        }
        memberErrors.forEach(error -> words.add("the etcd member reported: " + error));
        if (behindRevision != null) {
            words.add("an earlier set has %s: this one is stale, or the cluster was restored"
                    .formatted(revision(behindRevision)));
        }
        if (unchanged != null && unchanged) {
            words.add("the set before has the same revision: nothing was written since, or this member is cut off");
        }
        if (behindMembers != null) {
            words.add("another etcd member was at %s already: this one lags behind".formatted(revision(behindMembers)));
        }
        divergingMembers.forEach(member -> words.add(
                "the etcd member %s holds other values at this revision: compare the members before you rely on either"
                        .formatted(member)));
        return words;
    }
}
