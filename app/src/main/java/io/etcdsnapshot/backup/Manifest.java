package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * @param snapshot null where it is known to recipients alone
 * @param alarms those that etcd had raised when the snapshot was taken
 * @param encryption the keys that the snapshot's values are encrypted with, so that halves kept apart can be checked
 * @param clusterName {@code clusterId} of the values; null where none was given
 * @param doubts null where nothing speaks against the set
 * @param sealed the manifest of the plain set, encrypted to the recipients of its files; null if they aren't encrypted
 * @param origin null if this program took the set
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
        @Nullable SnapshotStatus snapshot,
        List<SetFile> files,
        Content content,
        List<Alarm> alarms,
        List<EncryptedUse> encryption,
        @Nullable String clusterName,
        @Nullable Doubts doubts,
        @Nullable String sealed,
        @Nullable Origin origin) {
    public static final String FILE_NAME = "manifest.json";
    /** In place of what is not known, or known to recipients alone. */
    public static final String UNKNOWN = "unknown";
    /** Of a manifest whose files are stored plainly. */
    public static final int FORMAT_VERSION = 1;
    /** Of one whose files are compressed or encrypted; no newer one can be read. */
    public static final int WRAPPED_FORMAT_VERSION = 2;

    public Manifest {
        content = Objects.requireNonNullElse(content, Content.ALL);
        alarms = Objects.requireNonNullElse(alarms, List.of());
        encryption = Objects.requireNonNullElse(encryption, List.of());
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

    /** Returns the files of the whole set as they are without compression and encryption. */
    public List<SetFile> plainFiles() {
        return files.stream().map(SetFile::plain).toList();
    }

    /** Returns whether files beside this manifest are compressed or encrypted. */
    public boolean isWrapped() {
        return files.stream().anyMatch(file -> !file.isPlain());
    }

    /** Returns the fingerprints of those who can read the files beside this manifest; none if all can. */
    public Set<String> recipients() {
        return files.stream()
                .flatMap(file -> file.recipients() == null ? Stream.of() : file.recipients().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether both describe the same content, however it is stored; also for halves. */
    public boolean isOfSameSet(Manifest other) {
        return id.equals(other.id) && plainFiles().equals(other.plainFiles());
    }

    /** Returns the manifest of the same set at a place that keeps this part of it. */
    public Manifest of(Content kept) {
        return with(id, takenAt, formatVersion, files, kept);
    }

    /** Returns the manifest of the same set, whose files are stored plainly. */
    public Manifest unwrapped() {
        return with(id, takenAt, FORMAT_VERSION, plainFiles(), content);
    }

    /**
     * Returns the manifest of the same set with files that are stored otherwise.
     *
     * @param stored those of the whole set
     */
    public Manifest stored(List<SetFile> stored) {
        boolean plain = stored.stream().allMatch(SetFile::isPlain);
        return with(id, takenAt, plain ? FORMAT_VERSION : WRAPPED_FORMAT_VERSION, stored, content);
    }

    private Manifest with(BackupSetId id, Instant takenAt, int formatVersion, List<SetFile> files, Content content) {
        return with(id, takenAt, formatVersion, files, content, origin);
    }

    private Manifest with(
            BackupSetId id,
            Instant takenAt,
            int formatVersion,
            List<SetFile> files,
            Content content,
            @Nullable Origin origin) {
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
                content,
                alarms,
                encryption,
                clusterName,
                doubts,
                sealed,
                origin);
    }

    /** Returns whether the set lies where another tool left it. */
    public boolean isAdopted() {
        return origin != null && origin.adopted();
    }

    /** Returns the manifest of the same set with files of other names. */
    public Manifest named(List<SetFile> named) {
        return with(id, takenAt, formatVersion, named, content);
    }

    /** Returns the manifest of a set that another tool took. */
    public Manifest from(@Nullable Origin itsOrigin) {
        return with(id, takenAt, formatVersion, files, content, itsOrigin);
    }

    /** Returns the manifest for a copy of the set, which lies as this program leaves sets. */
    public Manifest copied() {
        return origin != null && origin.adopted() ? from(new Origin(origin.path(), false)) : this;
    }

    /**
     * Returns what everybody may know of the set: how to tell it from others, nothing of what is in it, and nothing of
     * the cluster but its name.
     *
     * @param sealed this manifest, encrypted
     */
    public Manifest sealedAs(String sealed) {
        return new Manifest(
                formatVersion,
                id,
                takenAt,
                0,
                UNKNOWN,
                clusterId,
                null,
                UNKNOWN,
                dirty,
                tags,
                UNKNOWN,
                null,
                files,
                content,
                alarms,
                List.of(),
                clusterName,
                doubts == null ? null : doubts.sealed(),
                sealed,
                null);
    }

    /** Returns the manifest of a set like this one, taken at another time. */
    public Manifest at(BackupSetId otherId, Instant otherTime) {
        return with(otherId, otherTime, formatVersion, files, content);
    }
}
