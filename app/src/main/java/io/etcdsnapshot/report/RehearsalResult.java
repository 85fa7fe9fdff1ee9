package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.fetch.SkippedSet;
import io.etcdsnapshot.rehearse.RehearsalReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports whether a set restores, for {@code rehearse}. */
public record RehearsalResult(RehearsalReport report) implements Result {
    /**
     * Holds the fields of the document; unknown ones are left out.
     *
     * @param millis until the restored etcd served: {@code restoreMillis} and {@code startMillis} together
     */
    private record Document(
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
            List<SkippedSet> passedOver) {}

    @Override
    public Object document() {
        RehearsalReport.Served served = report.served();
        long startMillis = served == null ? 0 : served.startMillis();
        return new Document(
                report.id(),
                report.ok(),
                served == null ? null : served.etcdVersion(),
                served == null ? null : served.revision(),
                report.totalKeys(),
                served == null ? null : served.liveKeys(),
                report.millis(),
                report.restoreMillis(),
                startMillis,
                report.findings(),
                report.passedOver());
    }

    @Override
    public int exitCode() {
        return report.ok() ? ExitCodes.OK : ExitCodes.DAMAGED;
    }

    @Override
    public void print(TextReport text) {
        RestoreResult.printSkipped(text, report.passedOver());
        text.line("%s  %s", report.id(), report.ok() ? "restore OK" : "restore FAILED");
        RehearsalReport.Served served = report.served();
        if (served != null) {
            text.line(
                    "  restored in %s, served by etcd %s after %s more",
                    Formats.seconds(report.restoreMillis()),
                    served.etcdVersion(),
                    Formats.seconds(served.startMillis()));
        }
        text.table(Findings.table(report.findings()));
    }

    @Override
    public Map<String, Object> summary() {
        return Map.of("id", report.id().value());
    }
}
