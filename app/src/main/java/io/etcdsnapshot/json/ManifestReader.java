package io.etcdsnapshot.json;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Doubts;
import io.etcdsnapshot.backup.EncryptedUse;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Origin;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.HashKv;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest field by field: finding out by reflection what the records want is felt at the start of a command, and
 * again with thousands of manifests. What is required is checked by the caller, who says what is missing.
 */
@SuppressWarnings("NullAway")
final class ManifestReader {
    private ManifestReader() {}

    /**
     * Returns the manifest, with what is missing as null; or null if there is nothing.
     *
     * @throws IllegalArgumentException if it is no JSON object, or a field has a value of another form, which is named
     */
    static @Nullable Manifest read(String json) {
        JsonObject object = JsonObject.parse(json);
        return object == null ? null : manifest(object);
    }

    private static Manifest manifest(JsonObject in) {
        return new Manifest(
                in.integer("formatVersion"),
                in.parsed("id", BackupSetId::new),
                in.parsed("takenAt", Instant::parse),
                in.number("durationMillis"),
                in.text("node"),
                in.text("clusterId"),
                in.text("clusterVersion"),
                in.text("method"),
                in.flag("dirty"),
                in.texts("tags"),
                in.text("tool"),
                in.object("snapshot", ManifestReader::snapshot),
                in.objects("files", ManifestReader::file),
                in.parsed("content", Content::parse),
                in.objects("alarms", ManifestReader::alarm),
                in.objects("encryption", ManifestReader::use),
                in.text("clusterName"),
                in.object("doubts", ManifestReader::doubts),
                in.text("sealed"),
                in.object("origin", ManifestReader::origin));
    }

    private static SnapshotStatus snapshot(JsonObject in) {
        return new SnapshotStatus(
                in.number("revision"),
                in.number("totalKeys"),
                in.number("totalSize"),
                in.number("hash"),
                in.numberOrNull("liveKeys"),
                in.text("storageVersion"),
                in.object("hashKv", ManifestReader::hashKv),
                in.text("etcdVersion"));
    }

    private static HashKv hashKv(JsonObject in) {
        return new HashKv(in.number("hash"), in.number("revision"), in.number("compactRevision"));
    }

    private static SetFile file(JsonObject in) {
        return new SetFile(
                in.text("name"),
                in.parsed("role", FileRole::parse),
                in.number("size"),
                in.text("sha256"),
                in.numberOrNull("plainSize"),
                in.text("plainSha256"),
                in.text("compression"),
                in.texts("recipients"));
    }

    private static Alarm alarm(JsonObject in) {
        return new Alarm(in.text("member"), in.text("type"));
    }

    private static EncryptedUse use(JsonObject in) {
        return new EncryptedUse(in.text("provider"), in.text("version"), in.text("key"), in.text("resource"));
    }

    private static Doubts doubts(JsonObject in) {
        return new Doubts(
                in.flag("noLeader"),
                in.texts("memberErrors"),
                in.numberOrNull("behindRevision"),
                in.texts("divergingMembers"),
                in.flagOrNull("unchanged"),
                in.numberOrNull("behindMembers"));
    }

    private static Origin origin(JsonObject in) {
        return new Origin(Objects.requireNonNullElse(in.text("path"), ""), in.flag("adopted"));
    }
}
