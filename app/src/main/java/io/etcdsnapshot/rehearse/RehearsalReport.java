package io.etcdsnapshot.rehearse;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.fetch.SkippedSet;
import java.util.ArrayList;
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
        BackupSet set,
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

    /** Returns the same with a warning, unless the rehearsed set was opened with an identity. */
    public RehearsalReport warningOfEncryptedCopies() {
        if (findings.stream().anyMatch(finding -> finding.check().equals(Rehearsal.IDENTITY))) {
            return this;
        }
        List<Finding> more = new ArrayList<>(findings);
        more.add(Finding.warning(
                id().value(),
                Rehearsal.IDENTITY,
                "copies elsewhere are encrypted, and this shows nothing of them: rehearse one with --age-identity,"
                        + " where an identity is kept"));
        return new RehearsalReport(set, served, totalKeys, restoreMillis, more, passedOver);
    }

    public BackupSetId id() {
        return set.id();
    }

    /** Returns the time until the restored etcd served. */
    public long millis() {
        return restoreMillis + (served == null ? 0 : served.startMillis());
    }

    /** Returns what came of it in one line. */
    public String summary() {
        return findings.stream()
                .filter(finding -> !finding.ok())
                .map(Finding::detail)
                .findFirst()
                .orElseGet(() -> served == null ? "not restored" : "restored, served by etcd " + served.etcdVersion());
    }

    public boolean ok() {
        return served != null && findings.stream().allMatch(Finding::ok);
    }
}
