package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reports what {@code verify} found in the sets of a location, or in one file. */
public record VerifyResult(String location, boolean ok, List<VerifiedSet> sets) implements Result {
    record VerifiedSet(
            @Nullable BackupSetId id,
            String path,
            Content content,
            boolean ok,
            @Nullable SnapshotStatus snapshot,
            List<Finding> findings) {
        static VerifiedSet of(SetVerification verdict) {
            return new VerifiedSet(
                    verdict.id(),
                    verdict.path(),
                    verdict.content(),
                    verdict.ok(),
                    verdict.snapshot(),
                    verdict.findings());
        }
    }

    public static VerifyResult of(String location, List<SetVerification> verdicts) {
        return new VerifyResult(
                location,
                verdicts.stream().allMatch(SetVerification::ok),
                verdicts.stream().map(VerifiedSet::of).toList());
    }

    @Override
    public int exitCode() {
        return ok ? ExitCodes.OK : ExitCodes.DAMAGED;
    }

    @Override
    public void print(TextReport text) {
        for (VerifiedSet set : sets) {
            String state = (set.ok() ? "verified" : "DAMAGED") + SetDocument.half(set.content());
            Table heading = new Table();
            if (set.id() == null) {
                heading.row(set.path(), state);
            } else {
                heading.row(set.id().value(), state, set.path());
            }
            text.table(heading);
            SnapshotStatus snapshot = set.snapshot();
            if (snapshot != null) {
                text.line(
                        "  revision %,d, %,d keys, %,d bytes, hash %08x",
                        snapshot.revision(), snapshot.totalKeys(), snapshot.totalSize(), snapshot.hash());
            }
            text.table(Findings.table(set.findings()));
        }
    }

    private long damaged() {
        return sets.stream().filter(set -> !set.ok()).count();
    }

    @Override
    public Map<String, Object> summary() {
        return Summary.fields("sets", sets.size(), "damaged", damaged());
    }

    @Override
    public void measure(Metrics metrics) {
        metrics.labelled("location", location).set("verified_sets", "Sets that the last verify read.", sets.size());
        metrics.labelled("location", location)
                .set("damaged_sets", "Sets that the last verify found damaged.", damaged());
    }
}
