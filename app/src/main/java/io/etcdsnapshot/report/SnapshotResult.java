package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.console.Formats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Reports the set that {@code snapshot} took. */
public record SnapshotResult(SetDocument set) implements Result {
    public static SnapshotResult of(BackupSet set) {
        return new SnapshotResult(SetDocument.of(set));
    }

    @Override
    public void print(TextReport text) {
        Table table = new Table();
        table.row("set", set.id().value());
        table.row("where", set.path());
        table.row("size", Formats.bytes(set.sizeBytes()));
        if (set.snapshot() != null) {
            table.row("revision", Formats.count(set.snapshot().revision()));
            table.row("keys", Formats.count(set.snapshot().totalKeys()));
        }
        if (set.method() != null && set.durationMillis() != null) {
            table.row("method", set.method() + (set.dirty() ? ", forced: possibly dirty" : ""));
            table.row("took", Formats.seconds(set.durationMillis()));
        }
        table.row("state", "verified");
        text.table(table);
        if (set.doubts() != null) {
            set.doubts().words().forEach(doubt -> text.line("WARNING  %s", doubt));
        }
        if (set.alarms() != null) {
            set.alarms().forEach(alarm -> text.line("WARNING  %s", alarm.describe()));
        }
    }

    @Override
    public Map<String, Object> summary() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", set.id().value());
        fields.put("sizeBytes", set.sizeBytes());
        if (set.snapshot() != null) {
            fields.put("revision", set.snapshot().revision());
        }
        return fields;
    }

    @Override
    public void measure(Metrics metrics) {
        metrics.set(
                "set_timestamp_seconds",
                "When the newest set that snapshot took was taken.",
                Objects.requireNonNull(set.takenAt()).getEpochSecond());
        metrics.set("set_size_bytes", "Size of that set.", set.sizeBytes());
        boolean stale = set.doubts() != null && set.doubts().behindRevision() != null;
        metrics.set("set_stale", "Whether an earlier set has a higher revision than that set.", stale ? 1 : 0);
        metrics.set(
                "set_doubts",
                "How much speaks against that set, such as a member without a leader, or one that differs.",
                set.doubts() == null ? 0 : set.doubts().words().size());
        metrics.set(
                "set_alarms",
                "Alarms of etcd that would come back with a restore of that set.",
                set.alarms() == null ? 0 : set.alarms().size());
        if (set.snapshot() != null) {
            metrics.set(
                    "revision", "Revision of etcd in that set.", set.snapshot().revision());
            metrics.set(
                    "total_keys",
                    "Keys in that set, as etcdctl snapshot status counts them up to etcd 3.5.",
                    set.snapshot().totalKeys());
        }
    }
}
