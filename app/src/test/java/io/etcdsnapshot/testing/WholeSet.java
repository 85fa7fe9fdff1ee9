package io.etcdsnapshot.testing;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Doubts;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.etcd.Alarm;
import io.etcdsnapshot.etcd.Databases;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.etcd.SnapshotVerifier;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.store.memory.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts sets into stores in memory that verify whole: a small database by hand, and the kube resources beside it. */
public final class WholeSet {
    private static final byte[] DATABASE = Databases.sound().snapshot();
    private static final SnapshotStatus STATUS = status();

    private final BackupSetId id;
    private Instant takenAt;
    private @Nullable String cluster = "cluster-1";
    private String resources = "";
    private byte[] snapshot = DATABASE;
    private Content content = Content.ALL;
    private String[] tags = {};
    private @Nullable Doubts doubts;
    private List<Alarm> alarms = List.of();

    private WholeSet(String id) {
        this.id = new BackupSetId(id);
        this.takenAt = this.id.time();
    }

    private static SnapshotStatus status() {
        try {
            return java.util.Objects.requireNonNull(
                    SnapshotVerifier.verify("snapshot.db", DATABASE.length, new ByteArrayInputStream(DATABASE))
                            .status());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static WholeSet of(String id) {
        return new WholeSet(id);
    }

    public WholeSet cluster(@Nullable String clusterId) {
        cluster = clusterId;
        return this;
    }

    public WholeSet takenAt(String time) {
        takenAt = Instant.parse(time);
        return this;
    }

    /** Gives the set kube resources of its own; all others have the same. */
    public WholeSet resources(String text) {
        resources = text;
        return this;
    }

    /** Gives the set a snapshot of its own, which need not be one that etcd would take. */
    public WholeSet snapshot(byte[] bytes) {
        snapshot = bytes;
        return this;
    }

    public WholeSet content(Content kept) {
        content = kept;
        return this;
    }

    public WholeSet tags(String... words) {
        tags = words;
        return this;
    }

    /** Makes it the set of a member that lagged behind an earlier set. */
    public WholeSet behind(long revision) {
        doubts = new Doubts(false, List.of(), revision, List.of(), null, null);
        return this;
    }

    /** Lets the manifest say that etcd had raised an alarm. */
    public WholeSet alarm(String type) {
        alarms = List.of(new Alarm("1", type));
        return this;
    }

    public void addTo(MemoryStore store) {
        Map<String, byte[]> files = files();
        Manifest manifest = manifest(files);
        Map<String, byte[]> all = new LinkedHashMap<>(Companions.of(manifest, Json.write(manifest)));
        manifest.filesHere().forEach(file -> all.put(file.name(), files.get(file.name())));
        all.forEach((name, bytes) -> store.files().put("%s/%s/%s".formatted(store.location(), id, name), bytes));
    }

    /** Puts the pair of files directly into the location. */
    public void addFlatTo(MemoryStore store) {
        files().forEach((name, bytes) -> store.files().put("%s/%s".formatted(store.location(), name), bytes));
    }

    /** Puts the pair of files into a directory of its own, without a manifest, as other tools do. */
    public void addForeignTo(MemoryStore store) {
        files().forEach((name, bytes) -> store.files().put("%s/%s/%s".formatted(store.location(), id, name), bytes));
    }

    private Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(name(FileRole.SNAPSHOT), snapshot);
        files.put(
                name(FileRole.KUBE_RESOURCES),
                TarGz.gzip(TarGz.kubeResources().entry("note", resources).ended()));
        return files;
    }

    private String name(FileRole role) {
        return new SetFileName(role, id, false).toString();
    }

    private Manifest manifest(Map<String, byte[]> content) {
        List<SetFile> files = content.entrySet().stream()
                .map(file -> new SetFile(
                        file.getKey(),
                        SetFileName.parse(file.getKey()).orElseThrow().role(),
                        file.getValue().length,
                        Sha256.of(file.getValue())))
                .toList();
        return new Manifest(
                        Manifest.FORMAT_VERSION,
                        id,
                        takenAt,
                        700,
                        "master-0",
                        cluster,
                        "4.16.21",
                        "script",
                        false,
                        List.of(tags),
                        "test",
                        STATUS,
                        files,
                        Content.ALL,
                        alarms,
                        List.of(),
                        null,
                        doubts,
                        null,
                        null)
                .of(this.content);
    }
}
