package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.EncryptedUse;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.SetVerification;
import io.etcdsnapshot.check.CheckResult;
import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.retention.Purge;
import io.etcdsnapshot.retention.RetentionPlan;
import io.etcdsnapshot.sync.DestinationReport;
import io.etcdsnapshot.sync.SyncResult;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command writes as JSON: the shapes are public. */
public interface Document {
    /** A manifest's fields, and where the set is; fields that nobody knows are left out, and so is a content of all. */
    record SetDocument(
            @Nullable Integer formatVersion,
            BackupSetId id,
            Instant takenAt,
            @Nullable Long durationMillis,
            @Nullable String node,
            @Nullable String clusterId,
            @Nullable String clusterVersion,
            @Nullable String method,
            boolean dirty,
            List<String> tags,
            @Nullable String tool,
            @Nullable SnapshotStatus snapshot,
            List<SetFile> files,
            Content content,
            List<Alarm> alarms,
            List<EncryptedUse> encryption,
            String location,
            String path,
            long sizeBytes,
            SetState state,
            @Nullable String problem) {
        static SetDocument of(BackupSet set) {
            Manifest manifest = set.manifest();
            return new SetDocument(
                    manifest == null ? null : manifest.formatVersion(),
                    set.id(),
                    set.takenAt(),
                    manifest == null ? null : manifest.durationMillis(),
                    manifest == null ? null : manifest.node(),
                    manifest == null ? null : manifest.clusterId(),
                    manifest == null ? null : manifest.clusterVersion(),
                    manifest == null ? null : manifest.method(),
                    set.dirty(),
                    set.tags(),
                    manifest == null ? null : manifest.tool(),
                    manifest == null ? null : manifest.snapshot(),
                    manifest == null ? set.files() : manifest.files(),
                    set.content(),
                    manifest == null ? List.of() : manifest.alarms(),
                    manifest == null ? List.of() : manifest.encryption(),
                    set.location(),
                    set.path(),
                    set.sizeBytes(),
                    set.state(),
                    set.problem());
        }
    }

    record Checked(boolean ok, List<CheckResult> checks) implements Document {
        public static Checked of(List<CheckResult> checks) {
            return new Checked(checks.stream().allMatch(CheckResult::ok), checks);
        }
    }

    record Taken(SetDocument set) implements Document {
        public static Taken of(BackupSet set) {
            return new Taken(SetDocument.of(set));
        }
    }

    record Skipped(String skipped) implements Document {}

    record Locations(List<Location> locations) implements Document {
        int sets() {
            return locations.stream()
                    .mapToInt(location -> location.sets().size())
                    .sum();
        }
    }

    /** @param error why the location can't be read, or null */
    record Location(String location, List<SetDocument> sets, List<String> ignored, @Nullable String error) {
        public static Location of(Listing listing) {
            List<SetDocument> sets =
                    listing.sets().stream().map(SetDocument::of).toList();
            return new Location(listing.location(), sets, listing.ignored(), null);
        }

        public static Location unreadable(String location, String error) {
            return new Location(location, List.of(), List.of(), error);
        }
    }

    record Verified(String location, boolean ok, List<Verdict> sets) implements Document {
        public static Verified of(String location, List<SetVerification> verdicts) {
            return new Verified(
                    location,
                    verdicts.stream().allMatch(SetVerification::ok),
                    verdicts.stream().map(Verdict::of).toList());
        }

        long damaged() {
            return sets.stream().filter(set -> !set.ok()).count();
        }
    }

    record Verdict(
            @Nullable BackupSetId id,
            String path,
            Content content,
            boolean ok,
            @Nullable SnapshotStatus snapshot,
            List<Alarm> alarms,
            List<Finding> findings) {
        static Verdict of(SetVerification verdict) {
            return new Verdict(
                    verdict.id(),
                    verdict.path(),
                    verdict.content(),
                    verdict.ok(),
                    verdict.snapshot(),
                    verdict.alarms(),
                    verdict.findings());
        }
    }

    record Purged(
            String location,
            boolean dryRun,
            List<Kept> keep,
            List<Removable> remove,
            List<BackupSetId> removed,
            List<String> ignored,
            List<String> failed)
            implements Document {
        public static Purged of(Purge.Result result, boolean dryRun) {
            return new Purged(
                    result.listing().location(),
                    dryRun,
                    result.plan().keep().stream().map(Kept::of).toList(),
                    result.plan().remove().stream()
                            .map(set -> new Removable(set.id(), set.sizeBytes()))
                            .toList(),
                    result.removed().stream().map(BackupSet::id).toList(),
                    result.listing().ignored(),
                    result.failed());
        }
    }

    record Kept(BackupSetId id, List<String> reasons) {
        static Kept of(RetentionPlan.Kept kept) {
            return new Kept(kept.set().id(), kept.reasons());
        }
    }

    record Removable(BackupSetId id, long sizeBytes) {}

    record Synced(List<SyncedDestination> destinations, List<String> failedSets) implements Document {
        public static Synced of(SyncResult result) {
            return new Synced(
                    result.destinations().stream().map(SyncedDestination::of).toList(), result.failedSets());
        }
    }

    record SyncedDestination(
            String location,
            boolean ok,
            List<BackupSetId> missing,
            List<DestinationReport.Copied> copied,
            int alreadyThere,
            List<BackupSetId> removed,
            @Nullable List<String> notes,
            @Nullable String error) {
        static SyncedDestination of(DestinationReport report) {
            Failure failure = report.failure();
            return new SyncedDestination(
                    report.location(),
                    failure == null,
                    report.missing(),
                    report.copied(),
                    report.alreadyThere(),
                    report.removed(),
                    report.notes().isEmpty() ? null : report.notes(),
                    failure == null ? null : failure.getMessage());
        }
    }
}
