package io.etcdsnapshot.retention;

import io.etcdsnapshot.backup.BackupSet;
import java.util.List;

/** What a policy makes of the sets of one location; newest first. */
public record RetentionPlan(List<Kept> keep, List<BackupSet> remove) {
    public RetentionPlan {
        keep = List.copyOf(keep);
        remove = List.copyOf(remove);
    }

    /** A set that stays, and why; never without a reason. */
    public record Kept(BackupSet set, List<String> reasons) {
        public Kept {
            reasons = List.copyOf(reasons);
        }
    }
}
