package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Doubts;
import io.etcdsnapshot.backup.EncryptedUse;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Origin;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.catalogue.History;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.console.Formats;
import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows a set: the fields of its manifest, and where it is. What is not known is left out, and so is a content of all. */
public record SetDocument(
        @Nullable Integer formatVersion,
        BackupSetId id,
        @Nullable String name,
        @Nullable Instant takenAt,
        @Nullable Long durationMillis,
        @Nullable String node,
        @Nullable String clusterId,
        @Nullable String clusterName,
        @Nullable String clusterVersion,
        @Nullable String method,
        boolean dirty,
        List<String> tags,
        @Nullable String tool,
        @Nullable SnapshotStatus snapshot,
        List<SetFile> files,
        Content content,
        @Nullable List<Alarm> alarms,
        @Nullable List<EncryptedUse> encryption,
        String location,
        String path,
        long sizeBytes,
        SetState state,
        @Nullable String problem,
        @Nullable Doubts doubts,
        @Nullable Origin origin,
        @Nullable Remembered verified,
        @Nullable Remembered rehearsed) {
    /** Holds what the history of the location has of the set. */
    public record Remembered(Instant at, boolean ok, String command, String detail) {
        static @Nullable Remembered of(Optional<Outcome> outcome) {
            return outcome.map(last -> new Remembered(last.at(), last.ok(), last.command(), last.detail()))
                    .orElse(null);
        }

        /** Returns when that was, and how it went. */
        static String text(@Nullable Remembered last, TextReport text) {
            return last == null ? "never" : (last.ok() ? "" : "FAILED ") + Formats.age(text.since(last.at()));
        }
    }

    public static SetDocument of(BackupSet set) {
        return of(set, History.EMPTY);
    }

    static SetDocument of(BackupSet set, History history) {
        Manifest manifest = set.manifest();
        BackupSet there = set.asStored();
        Manifest stored = there.manifest();
        return new SetDocument(
                stored == null ? null : stored.formatVersion(),
                set.id(),
                set.layout() == null ? null : set.layout().name(),
                set.isDated() ? set.takenAt() : null,
                manifest == null ? null : manifest.durationMillis(),
                manifest == null ? null : manifest.node(),
                manifest == null ? null : manifest.clusterId(),
                manifest == null ? null : manifest.clusterName(),
                manifest == null ? null : manifest.clusterVersion(),
                manifest == null ? null : manifest.method(),
                set.dirty(),
                set.tags(),
                manifest != null
                        ? manifest.tool()
                        : set.layout() == null ? null : set.layout().tool(),
                manifest == null ? null : manifest.snapshot(),
                stored == null ? there.files() : stored.files(),
                set.content(),
                manifest == null ? null : manifest.alarms(),
                manifest == null ? null : manifest.encryption(),
                set.location(),
                set.path(),
                there.sizeBytes(),
                set.state(),
                set.problem(),
                manifest == null ? null : manifest.doubts(),
                manifest == null ? null : manifest.origin(),
                Remembered.of(history.last(set.id(), last -> !last.command().equals(Outcome.REHEARSE))),
                Remembered.of(history.last(set.id(), last -> last.command().equals(Outcome.REHEARSE))));
    }

    /** Returns what people know the set by. */
    public String label() {
        return takenAt == null && name != null ? name : id.value();
    }

    /** Returns the tool that laid the set out, as text behind its state; empty for this program. */
    String madeBy() {
        return name == null ? "" : " (%s)".formatted(tool);
    }

    /** Returns the name of the set's cluster as people know it. */
    public String cluster() {
        return clusterName != null ? clusterName : Objects.requireNonNullElse(clusterId, "unknown");
    }

    /** Returns how its files are stored, as text behind its state; empty for plain ones. */
    public String form() {
        boolean encrypted = files.stream().anyMatch(file -> file.recipients() != null);
        boolean compressed = files.stream().anyMatch(file -> file.compression() != null);
        return (compressed ? ", compressed" : "") + (encrypted ? ", encrypted" : "");
    }

    /** Returns what makes one look twice before a restore, as text behind the set's state; empty for nothing. */
    public String cautions() {
        StringBuilder text = new StringBuilder();
        if (doubts != null) {
            text.append(doubts.behindRevision() == null ? ", doubtful" : ", stale");
        }
        if (alarms != null) {
            alarms.stream().map(Alarm::type).distinct().forEach(type -> text.append(", alarm ")
                    .append(type));
        }
        return text.toString();
    }

    /** Returns what of a set is kept, as text behind its state; empty for all. */
    public static String half(Content content) {
        return content.isHalf() ? ", " + content.words() : "";
    }
}
