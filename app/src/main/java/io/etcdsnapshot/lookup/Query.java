package io.etcdsnapshot.lookup;

import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import io.etcdsnapshot.kubernetes.select.LabelSelector;
import java.util.List;

/**
 * What is asked for.
 *
 * @param moment the revision whose state is meant; {@link #NEWEST} for the newest
 * @param allVersions whether every version up to that moment is meant, deletions too
 */
public record Query(List<Target> targets, LabelSelector selector, long moment, boolean allVersions) {
    public static final long NEWEST = Long.MAX_VALUE;

    /** Returns which target covers an object, -1 if none does. */
    int targetOf(ResourceKey key) {
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i).covers(key)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns whether the answer is one object, not a list. */
    public boolean isSingle() {
        return targets.size() == 1 && targets.get(0).name().isPresent() && !allVersions;
    }

    boolean hasNamesOnly() {
        return targets.stream().allMatch(target -> target.name().isPresent());
    }
}
