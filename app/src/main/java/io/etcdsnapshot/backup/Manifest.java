package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes a set, in the {@code manifest.json} that travels with it.
 *
 * @param durationMillis from the start of the capture to its proof
 * @param clusterId the cluster's own UUID; null where not known, and in older manifests the name that users gave it
 * @param clusterVersion null where not known
 * @param method {@code script} or {@code etcdctl}
 * @param dirty taken with {@code --force}, perhaps in the middle of a rollout
 * @param tool name and version of the program that took the set
 * @param files of the whole set, so that each half knows the other's hash
 * @param content what of the set lies beside this manifest; null counts as all
 * @param alarms those that etcd had raised when the snapshot was taken
 * @param encryption the keys that the snapshot's values are encrypted with, so that halves kept apart can be checked
 * @param clusterName {@code clusterId} of the values; null where none was given
 * @param doubts null where nothing speaks against the set
 */
public record Manifest(
        int formatVersion,
        BackupSetId id,
        Instant takenAt,
        long durationMillis,
        String node,
        @Nullable String clusterId,
        @Nullable String clusterVersion,
        String method,
        boolean dirty,
        List<String> tags,
        String tool,
        SnapshotStatus snapshot,
        List<SetFile> files,
        Content content,
        List<Alarm> alarms,
        List<EncryptedUse> encryption,
        @Nullable String clusterName,
        @Nullable Doubts doubts) {
    public static final String FILE_NAME = "manifest.json";
    public static final int FORMAT_VERSION = 1;

    public Manifest {
        content = Objects.requireNonNullElse(content, Content.ALL);
        alarms = Objects.requireNonNullElse(alarms, List.of());
        encryption = Objects.requireNonNullElse(encryption, List.of());
    }

    /** Makes the manifest of a set of which nothing more is known. */
    public Manifest(
            int formatVersion,
            BackupSetId id,
            Instant takenAt,
            long durationMillis,
            String node,
            @Nullable String clusterId,
            @Nullable String clusterVersion,
            String method,
            boolean dirty,
            List<String> tags,
            String tool,
            SnapshotStatus snapshot,
            List<SetFile> files,
            Content content) {
        this(
                formatVersion,
                id,
                takenAt,
                durationMillis,
                node,
                clusterId,
                clusterVersion,
                method,
                dirty,
                tags,
                tool,
                snapshot,
                files,
                content,
                List.of(),
                List.of(),
                null,
                null);
    }

    /** Returns whether an earlier set knows more of the cluster than this one. */
    public boolean isStale() {
        return doubts != null && doubts.behindRevision() != null;
    }

    /** Returns why this is not to stand for the newest good set where there is an earlier one; null where it may. */
    public @Nullable String suspicion() {
        if (isStale()) {
            return "stale: an earlier set has a higher revision";
        }
        return alarms.stream().anyMatch(alarm -> alarm.type().equals(Alarm.CORRUPT))
                ? "taken under the alarm CORRUPT: the members' data differed"
                : null;
    }

    /** Returns the files that lie beside this manifest. */
    public List<SetFile> filesHere() {
        return files.stream().filter(file -> content.covers(file.role())).toList();
    }

    /** Returns whether both describe the same files; also for halves. */
    public boolean isOfSameSet(Manifest other) {
        return id.equals(other.id) && files.equals(other.files);
    }

    /** Returns the manifest of the same set at a place that keeps this part of it. */
    public Manifest of(Content kept) {
        return new Manifest(
                formatVersion,
                id,
                takenAt,
                durationMillis,
                node,
                clusterId,
                clusterVersion,
                method,
                dirty,
                tags,
                tool,
                snapshot,
                files,
                kept,
                alarms,
                encryption,
                clusterName,
                doubts);
    }

    /** Returns the manifest of a set like this one, taken at another time. */
    public Manifest at(BackupSetId otherId, Instant otherTime) {
        return new Manifest(
                formatVersion,
                otherId,
                otherTime,
                durationMillis,
                node,
                clusterId,
                clusterVersion,
                method,
                dirty,
                tags,
                tool,
                snapshot,
                files,
                content,
                alarms,
                encryption,
                clusterName,
                doubts);
    }
}
