package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.check.CheckResult;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.HashKv;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.retention.Purge;
import io.etcdsnapshot.retention.RetentionPlan;
import io.etcdsnapshot.sync.DestinationReport;
import io.etcdsnapshot.sync.SyncResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The results of the commands as a person reads them. */
public final class Texts {
    private Texts() {}

    public static String taken(BackupSet set) {
        Table table = new Table();
        table.row("set", set.id().value());
        table.row("where", set.path());
        table.row("size", Amounts.bytes(set.sizeBytes()));
        Manifest manifest = set.manifest();
        if (manifest != null) {
            table.row("revision", Amounts.count(manifest.snapshot().revision()));
            table.row("keys", Amounts.count(manifest.snapshot().totalKeys()));
            table.row("method", manifest.method() + (manifest.dirty() ? ", forced: possibly dirty" : ""));
            table.row("took", Amounts.seconds(manifest.durationMillis()));
        }
        table.row("state", "whole and proven");
        return table.toString();
    }

    public static String list(List<Listing> listings, Instant now, int width) {
        boolean several = listings.size() > 1;
        Table table = new Table(
                several
                        ? List.of("SET", "AGE", "SIZE", "REVISION", "KEYS", "LOCATION", "STATE")
                        : List.of("SET", "AGE", "SIZE", "REVISION", "KEYS", "STATE"),
                Set.of(1, 2, 3, 4));
        List<BackupSet> sets = listings.stream()
                .flatMap(listing -> listing.sets().stream())
                .sorted(BackupSet.NEWEST_FIRST)
                .toList();
        for (BackupSet set : sets) {
            Manifest manifest = set.manifest();
            String age = Amounts.age(Duration.between(set.takenAt(), now));
            String revision =
                    manifest == null ? "-" : Amounts.count(manifest.snapshot().revision());
            String keys =
                    manifest == null ? "-" : Amounts.count(manifest.snapshot().totalKeys());
            String size = Amounts.bytes(set.sizeBytes());
            if (several) {
                table.row(set.id().value(), age, size, revision, keys, set.location(), state(set));
            } else {
                table.row(set.id().value(), age, size, revision, keys, state(set));
            }
        }
        StringBuilder text = new StringBuilder(sets.isEmpty() ? "" : table.fitted(width));
        listings.stream()
                .filter(listing -> listing.sets().isEmpty())
                .forEach(listing -> text.append("no sets in %s%n".formatted(listing.location())));
        listings.stream()
                .filter(listing -> !listing.ignored().isEmpty())
                .forEach(listing -> text.append(
                        "ignored in %s: %s%n".formatted(listing.location(), String.join(", ", listing.ignored()))));
        return text.toString();
    }

    private static String state(BackupSet set) {
        String dirty = set.dirty() ? ", possibly dirty" : "";
        String problem = set.problem() == null ? "" : ": " + set.problem();
        return set.state() + half(set.content()) + dirty + problem;
    }

    private static String half(Content content) {
        return content.isHalf() ? ", " + content.words() : "";
    }

    public static String verified(List<SetVerification> verdicts, int width) {
        StringBuilder text = new StringBuilder();
        for (SetVerification verdict : verdicts) {
            String name = verdict.id() == null ? verdict.path() : verdict.id().value();
            text.append("%s  %s%s%n"
                    .formatted(
                            name,
                            (verdict.ok() ? "whole" : "NOT WHOLE") + half(verdict.content()),
                            verdict.id() == null ? "" : "  " + verdict.path()));
            if (verdict.snapshot() != null) {
                text.append(figures(verdict.snapshot()));
            }
            text.append(findings(verdict.findings(), width));
        }
        return text.toString();
    }

    /** The hash of the status changes with each restore, HashKV does not. */
    private static String figures(SnapshotStatus status) {
        StringBuilder text =
                new StringBuilder("  revision %,d, %,d entries".formatted(status.revision(), status.totalKeys()));
        if (status.liveKeys() != null) {
            text.append(", %,d live keys".formatted(status.liveKeys()));
        }
        text.append(", %,d bytes, hash %08x%n".formatted(status.totalSize(), status.hash()));
        HashKv hashKv = status.hashKv();
        if (hashKv != null) {
            text.append(
                    "  HashKV %08x at revision %,d, compact revision %,d: equal in all members and after a restore%n"
                            .formatted(hashKv.hash(), hashKv.revision(), hashKv.compactRevision()));
        }
        if (status.storageVersion() != null) {
            text.append("  storage version %s%n".formatted(status.storageVersion()));
        }
        return text.toString();
    }

    static String findings(List<Finding> findings, int width) {
        Table table = new Table();
        for (Finding finding : findings) {
            table.row(
                    "  " + (finding.isWarning() ? "warning" : word(finding.ok())),
                    finding.file(),
                    finding.check(),
                    finding.detail());
        }
        return table.fitted(width);
    }

    private static String word(boolean ok) {
        return ok ? "ok" : "FAILED";
    }

    public static String checked(List<CheckResult> checks) {
        Table table = new Table();
        checks.forEach(check -> table.row(word(check.ok()), check.name(), check.detail()));
        return table.toString();
    }

    /** The plan, before anything is done. */
    public static String plan(RetentionPlan plan, int width) {
        Table table = new Table(List.of(), Set.of(2));
        plan.keep()
                .forEach(kept -> table.row(
                        "keep",
                        kept.set().id().value(),
                        Amounts.bytes(kept.set().sizeBytes()),
                        String.join(", ", kept.reasons()) + note(kept.set())));
        plan.remove()
                .forEach(set -> table.row(
                        "remove",
                        set.id().value(),
                        Amounts.bytes(set.sizeBytes()),
                        note(set).replaceFirst("^ ", "")));
        return table.fitted(width);
    }

    private static String note(BackupSet set) {
        return set.problem() == null ? "" : " (%s: %s)".formatted(set.state(), set.problem());
    }

    /** What came of the plan. */
    public static String purged(Purge.Result result, boolean dryRun) {
        List<BackupSet> keep =
                result.plan().keep().stream().map(RetentionPlan.Kept::set).toList();
        List<BackupSet> gone = dryRun ? result.plan().remove() : result.removed();
        List<String> ignored = result.listing().ignored();
        String foreign = ignored.isEmpty() ? "" : "ignored, as no set's: %s%n".formatted(String.join(", ", ignored));
        return foreign
                + "%s %d sets, %s; %s %d sets, %s%n"
                        .formatted(
                                dryRun ? "would keep" : "kept",
                                keep.size(),
                                Amounts.bytes(bytes(keep)),
                                dryRun ? "would remove" : "removed",
                                gone.size(),
                                Amounts.bytes(bytes(gone)));
    }

    private static long bytes(List<BackupSet> sets) {
        return sets.stream().mapToLong(BackupSet::sizeBytes).sum();
    }

    public static String synced(SyncResult result, boolean dryRun) {
        StringBuilder text = new StringBuilder();
        for (DestinationReport report : result.destinations()) {
            text.append(report.location()).append('\n');
            Table table = new Table(List.of(), Set.of(2, 3, 4));
            if (dryRun) {
                report.missing().forEach(id -> table.row("  would copy", id.value(), "", "", ""));
            }
            report.copied()
                    .forEach(copied -> table.row(
                            "  copied",
                            copied.id().value(),
                            Amounts.bytes(copied.bytes()),
                            Amounts.bytes(copied.bytesSent()) + " sent",
                            Amounts.seconds(copied.millis()) + half(copied.content())));
            report.removed().forEach(id -> table.row("  removed", id.value(), "", "", ""));
            text.append(table).append("  already there: %d%n".formatted(report.alreadyThere()));
            report.notes().forEach(note -> text.append("  %s%n".formatted(note)));
            if (report.failure() != null) {
                text.append("  FAILED: %s%n".formatted(report.failure().getMessage()));
            }
        }
        return text.toString();
    }
}
