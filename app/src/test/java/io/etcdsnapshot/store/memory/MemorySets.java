package io.etcdsnapshot.store.memory;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.testing.Manifests;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Puts sets into stores in memory: hashes and sizes are right, the snapshot is random pages that no etcd wrote. */
public final class MemorySets {
    private static final int PAGES = 16;

    private MemorySets() {}

    public static void add(MemoryStore store, String id, String... tags) {
        add(store, id, snapshot(id), Content.ALL, tags);
    }

    /** @param content what of the set is kept in this store */
    public static void add(MemoryStore store, String id, byte[] snapshot, Content content, String... tags) {
        Map<String, byte[]> files = files(id, snapshot);
        Manifest manifest = manifest(id, files, List.of(tags)).of(content);
        Map<String, byte[]> all = new LinkedHashMap<>(Companions.of(manifest, Json.write(manifest)));
        manifest.filesHere().forEach(file -> all.put(file.name(), files.get(file.name())));
        all.forEach((name, bytes) -> store.files().put("%s/%s/%s".formatted(store.location(), id, name), bytes));
    }

    /** Puts a pair of files directly into the location. */
    public static void addFlat(MemoryStore store, String id) {
        files(id, snapshot(id))
                .forEach((name, bytes) -> store.files().put("%s/%s".formatted(store.location(), name), bytes));
    }

    /** Returns as many bytes as a snapshot could have; the same for the same id. */
    public static byte[] snapshot(String id) {
        byte[] bytes = new byte[PAGES * 4096 + 32];
        new Random(id.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private static Map<String, byte[]> files(String id, byte[] snapshot) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (FileRole role : FileRole.values()) {
            byte[] bytes = role == FileRole.SNAPSHOT
                    ? snapshot
                    : ("resources of " + id).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            files.put(new SetFileName(role, new BackupSetId(id), false).toString(), bytes);
        }
        return files;
    }

    private static Manifest manifest(String id, Map<String, byte[]> content, List<String> tags) {
        BackupSetId setId = new BackupSetId(id);
        List<SetFile> files = new ArrayList<>();
        content.forEach((name, bytes) -> files.add(
                new SetFile(name, SetFileName.parse(name).orElseThrow().role(), bytes.length, Sha256.of(bytes))));
        return Manifests.of(
                setId,
                setId.time(),
                700,
                "master-0",
                "4.16.21",
                tags,
                "test",
                new SnapshotStatus(1, 1, files.get(0).size(), 1),
                files,
                Content.ALL);
    }
}
