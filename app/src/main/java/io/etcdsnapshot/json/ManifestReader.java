package io.etcdsnapshot.json;

import static io.etcdsnapshot.json.JsonFields.flag;
import static io.etcdsnapshot.json.JsonFields.list;
import static io.etcdsnapshot.json.JsonFields.number;
import static io.etcdsnapshot.json.JsonFields.orNull;
import static io.etcdsnapshot.json.JsonFields.parsed;
import static io.etcdsnapshot.json.JsonFields.text;
import static io.etcdsnapshot.json.JsonFields.texts;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
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
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a manifest field by field: finding out by reflection what the records want is felt at the start of a command, and
 * again with thousands of manifests. What is required is checked by the caller, who says what is missing.
 */
@SuppressWarnings("NullAway")
final class ManifestReader {
    private static final String NO_OBJECT = "it is not a JSON object";

    /** Begins the path of every field. */
    private static final String ROOT = "$.";

    private ManifestReader() {}

    /**
     * Returns the manifest, with what is missing as null; or null if there is nothing.
     *
     * @throws IllegalArgumentException if it is no JSON object, or a field has a value of another form, which is named
     */
    static @Nullable Manifest read(String json) {
        JsonReader in = new JsonReader(new StringReader(json));
        in.setStrictness(Strictness.LENIENT);
        try {
            if (isEmpty(in)) {
                return null;
            }
            Manifest manifest = orNull(in, ManifestReader::manifest);
            if (in.peek() != JsonToken.END_DOCUMENT) {
                throw new IOException("it goes on behind its end");
            }
            return manifest;
        } catch (IllegalStateException | IllegalArgumentException | DateTimeException e) {
            String path = in.getPath();
            throw new IllegalArgumentException(
                    path.length() > ROOT.length()
                            ? "'%s' has a value of another form".formatted(path.substring(ROOT.length()))
                            : NO_OBJECT,
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(NO_OBJECT, e);
        }
    }

    private static boolean isEmpty(JsonReader in) throws IOException {
        try {
            return in.peek() == JsonToken.END_DOCUMENT;
        } catch (EOFException e) {
            return true;
        }
    }

    private static Manifest manifest(JsonReader in) throws IOException {
        int formatVersion = 0;
        @Nullable BackupSetId id = null;
        @Nullable Instant takenAt = null;
        long durationMillis = 0;
        @Nullable String node = null;
        @Nullable String clusterId = null;
        @Nullable String clusterVersion = null;
        @Nullable String method = null;
        boolean dirty = false;
        @Nullable List<String> tags = null;
        @Nullable String tool = null;
        @Nullable SnapshotStatus snapshot = null;
        @Nullable List<SetFile> files = null;
        @Nullable Content content = null;
        @Nullable List<Alarm> alarms = null;
        @Nullable List<EncryptedUse> encryption = null;
        @Nullable String clusterName = null;
        @Nullable Doubts doubts = null;
        @Nullable String sealed = null;
        @Nullable Origin origin = null;
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "formatVersion" -> formatVersion = in.nextInt();
                case "id" -> id = parsed(in, BackupSetId::new);
                case "takenAt" -> takenAt = parsed(in, Instant::parse);
                case "durationMillis" -> durationMillis = in.nextLong();
                case "node" -> node = text(in);
                case "clusterId" -> clusterId = text(in);
                case "clusterVersion" -> clusterVersion = text(in);
                case "method" -> method = text(in);
                case "dirty" -> dirty = flag(in);
                case "tags" -> tags = texts(in);
                case "tool" -> tool = text(in);
                case "snapshot" -> snapshot = orNull(in, ManifestReader::snapshot);
                case "files" -> files = list(in, value -> orNull(value, ManifestReader::file));
                case "content" -> content = parsed(in, Content::parse);
                case "alarms" -> alarms = list(in, ManifestReader::alarm);
                case "encryption" -> encryption = list(in, ManifestReader::use);
                case "clusterName" -> clusterName = text(in);
                case "doubts" -> doubts = orNull(in, ManifestReader::doubts);
                case "sealed" -> sealed = text(in);
                case "origin" -> origin = orNull(in, ManifestReader::origin);
                default -> in.skipValue();
            }
        }
        in.endObject();
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

    private static SnapshotStatus snapshot(JsonReader in) throws IOException {
        long revision = 0;
        long totalKeys = 0;
        long totalSize = 0;
        long hash = 0;
        @Nullable Long liveKeys = null;
        @Nullable String storageVersion = null;
        @Nullable HashKv hashKv = null;
        @Nullable String etcdVersion = null;
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "revision" -> revision = in.nextLong();
                case "totalKeys" -> totalKeys = in.nextLong();
                case "totalSize" -> totalSize = in.nextLong();
                case "hash" -> hash = in.nextLong();
                case "liveKeys" -> liveKeys = number(in);
                case "storageVersion" -> storageVersion = text(in);
                case "hashKv" -> hashKv = orNull(in, ManifestReader::hashKv);
                case "etcdVersion" -> etcdVersion = text(in);
                default -> in.skipValue();
            }
        }
        in.endObject();
        return new SnapshotStatus(revision, totalKeys, totalSize, hash, liveKeys, storageVersion, hashKv, etcdVersion);
    }

    private static HashKv hashKv(JsonReader in) throws IOException {
        long hash = 0;
        long revision = 0;
        long compactRevision = 0;
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "hash" -> hash = in.nextLong();
                case "revision" -> revision = in.nextLong();
                case "compactRevision" -> compactRevision = in.nextLong();
                default -> in.skipValue();
            }
        }
        in.endObject();
        return new HashKv(hash, revision, compactRevision);
    }

    private static SetFile file(JsonReader in) throws IOException {
        @Nullable String name = null;
        @Nullable FileRole role = null;
        long size = 0;
        @Nullable String sha256 = null;
        @Nullable Long plainSize = null;
        @Nullable String plainSha256 = null;
        @Nullable String compression = null;
        @Nullable List<String> recipients = null;
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "name" -> name = text(in);
                case "role" -> role = parsed(in, FileRole::parse);
                case "size" -> size = in.nextLong();
                case "sha256" -> sha256 = text(in);
                case "plainSize" -> plainSize = number(in);
                case "plainSha256" -> plainSha256 = text(in);
                case "compression" -> compression = text(in);
                case "recipients" -> recipients = texts(in);
                default -> in.skipValue();
            }
        }
        in.endObject();
        return new SetFile(name, role, size, sha256, plainSize, plainSha256, compression, recipients);
    }

    private static Alarm alarm(JsonReader in) throws IOException {
        @Nullable String member = null;
        @Nullable String type = null;
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "member" -> member = text(in);
                case "type" -> type = text(in);
                default -> in.skipValue();
            }
        }
        in.endObject();
        return new Alarm(member, type);
    }

    private static EncryptedUse use(JsonReader in) throws IOException {
        @Nullable String provider = null;
        @Nullable String version = null;
        @Nullable String key = null;
        @Nullable String resource = null;
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "provider" -> provider = text(in);
                case "version" -> version = text(in);
                case "key" -> key = text(in);
                case "resource" -> resource = text(in);
                default -> in.skipValue();
            }
        }
        in.endObject();
        return new EncryptedUse(provider, version, key, resource);
    }

    private static Origin origin(JsonReader in) throws IOException {
        String path = "";
        boolean adopted = false;
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "path" -> path = String.valueOf(text(in));
                case "adopted" -> adopted = flag(in);
                default -> in.skipValue();
            }
        }
        in.endObject();
        return new Origin(path, adopted);
    }

    private static Doubts doubts(JsonReader in) throws IOException {
        boolean noLeader = false;
        @Nullable List<String> memberErrors = null;
        @Nullable Long behindRevision = null;
        @Nullable List<String> divergingMembers = null;
        @Nullable Boolean unchanged = null;
        @Nullable Long behindMembers = null;
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "noLeader" -> noLeader = flag(in);
                case "memberErrors" -> memberErrors = texts(in);
                case "behindRevision" -> behindRevision = number(in);
                case "divergingMembers" -> divergingMembers = texts(in);
                case "unchanged" -> unchanged = orNull(in, JsonFields::flag);
                case "behindMembers" -> behindMembers = number(in);
                default -> in.skipValue();
            }
        }
        in.endObject();
        return new Doubts(noLeader, memberErrors, behindRevision, divergingMembers, unchanged, behindMembers);
    }
}
