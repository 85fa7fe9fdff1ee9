package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.fetch.SkippedSet;
import io.etcdsnapshot.rehearse.RehearsalReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code rehearse} writes as JSON; what it did not come to is left out.
 *
 * @param millis until the restored etcd served: {@code restoreMillis} and {@code startMillis} together
 */
public record RehearsalDocument(
        BackupSetId id,
        boolean ok,
        @Nullable String etcdVersion,
        @Nullable Long revision,
        @Nullable Long totalKeys,
        @Nullable Long liveKeys,
        long millis,
        long restoreMillis,
        long startMillis,
        List<Finding> findings,
        List<SkippedSet> passedOver)
        implements Document {
    public static RehearsalDocument of(RehearsalReport report) {
        RehearsalReport.Served served = report.served();
        long startMillis = served == null ? 0 : served.startMillis();
        return new RehearsalDocument(
                report.id(),
                report.ok(),
                served == null ? null : served.etcdVersion(),
                served == null ? null : served.revision(),
                report.totalKeys(),
                served == null ? null : served.liveKeys(),
                report.restoreMillis() + startMillis,
                report.restoreMillis(),
                startMillis,
                report.findings(),
                report.passedOver());
    }
}
