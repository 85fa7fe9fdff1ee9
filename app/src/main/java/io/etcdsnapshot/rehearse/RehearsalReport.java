package io.etcdsnapshot.rehearse;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.fetch.SkippedSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a rehearsal.
 *
 * @param served null if it did not come to that
 * @param totalKeys keys over all buckets of the set, or null if they could not be counted
 * @param restoreMillis that the restore took
 */
public record RehearsalReport(
        BackupSetId id,
        @Nullable Served served,
        @Nullable Long totalKeys,
        long restoreMillis,
        List<Finding> findings,
        List<SkippedSet> passedOver) {
    /**
     * What the throw-away etcd served.
     *
     * @param revision the newest
     * @param liveKeys keys that are there at that revision; null where etcd asks for a password
     * @param startMillis until it served
     */
    public record Served(String etcdVersion, long revision, @Nullable Long liveKeys, long startMillis) {}

    public boolean ok() {
        return served != null && findings.stream().allMatch(Finding::ok);
    }
}
