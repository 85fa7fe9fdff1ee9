package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.HashKv;
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
            @Nullable Boolean storedOnly,
            @Nullable SnapshotStatus snapshot,
            List<Alarm> alarms,
            List<Finding> findings) {
        static VerifiedSet of(SetVerification verdict) {
            return new VerifiedSet(
                    verdict.id(),
                    verdict.path(),
                    verdict.content(),
                    verdict.ok(),
                    verdict.storedOnly() ? true : null,
                    verdict.snapshot(),
                    verdict.alarms(),
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
            String how = set.storedOnly() == null ? "verified" : "verified as stored, not opened";
            String state = (set.ok() ? how : "DAMAGED") + SetDocument.half(set.content());
            Table heading = new Table();
            if (set.id() == null) {
                heading.row(set.path(), state);
            } else {
                heading.row(set.id().value(), state, set.path());
            }
            text.table(heading);
            SnapshotStatus snapshot = set.snapshot();
            if (snapshot != null) {
                print(snapshot, text);
            }
            text.table(Findings.table(set.findings()));
        }
    }

    /** The hash of the status is no fingerprint: it changes with each restore and with what etcd saves while idle. */
    private static void print(SnapshotStatus status, TextReport text) {
        String live = status.liveKeys() == null ? "" : ", %,d live keys".formatted(status.liveKeys());
        text.line(
                "  revision %,d, %,d entries%s, %,d bytes, hash %08x (changes with each restore and idle save)",
                status.revision(), status.totalKeys(), live, status.totalSize(), status.hash());
        HashKv hashKv = status.hashKv();
        if (hashKv != null) {
            text.line(
                    "  HashKV %08x at revision %,d, compact revision %,d: compare this one, it is equal in all members and after a restore",
                    hashKv.hash(), hashKv.revision(), hashKv.compactRevision());
        }
        if (status.etcdVersion() != null) {
            text.line("  of a cluster at etcd %s", status.etcdVersion());
        }
        if (status.storageVersion() != null) {
            text.line("  storage version %s", status.storageVersion());
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
