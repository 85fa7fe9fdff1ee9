package io.etcdsnapshot.retention;

import io.etcdsnapshot.backup.BackupSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a policy makes of the sets of one location; newest first. */
public record RetentionPlan(List<Kept> keep, List<BackupSet> remove) {
    public RetentionPlan {
        keep = List.copyOf(keep);
        remove = List.copyOf(remove);
    }

    /** Returns the plan with sets kept that it would remove, each for the reason that it got. */
    RetentionPlan keeping(Map<BackupSet, String> reasons) {
        List<Kept> all = Stream.concat(
                        keep.stream(),
                        reasons.entrySet().stream().map(each -> new Kept(each.getKey(), List.of(each.getValue()))))
                .sorted(Comparator.comparing(Kept::set, BackupSet.NEWEST_FIRST))
                .toList();
        return new RetentionPlan(
                all, remove.stream().filter(set -> !reasons.containsKey(set)).toList());
    }

    /** A set that stays, and why; never without a reason. */
    public record Kept(BackupSet set, List<String> reasons) {
        public Kept {
            reasons = List.copyOf(reasons);
        }
    }
}
