package io.etcdsnapshot.testing;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes whole sets quickly: all have the content of one real snapshot, as hard links. A test that changes a file must
 * replace it, as {@link #damage} does.
 */
public final class SampleSets {
    private static final int VALUE_BYTES = 16 * 1024;
    private static final List<String> COMPONENTS =
            List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");

    private final Path snapshot;
    private final Path kubeResources;
    private final String snapshotHash;
    private final String kubeResourcesHash;
    private final SnapshotStatus status;

    private SampleSets(Path snapshot, Path kubeResources, SnapshotStatus status) throws IOException {
        this.snapshot = snapshot;
        this.kubeResources = kubeResources;
        this.snapshotHash = sha256(Files.readAllBytes(snapshot));
        this.kubeResourcesHash = sha256(Files.readAllBytes(kubeResources));
        this.status = status;
    }

    /** @param parent of a directory for the originals; on the file system of the locations */
    public static SampleSets take(Path parent) throws IOException, InterruptedException {
        try (EtcdServer etcd = EtcdServer.version34(parent)) {
            etcd.put("key", 10, new byte[100]);
            return of(parent, etcd);
        }
    }

    /** The same with what this etcd holds. */
    public static SampleSets of(Path parent, EtcdServer etcd) throws IOException, InterruptedException {
        return of(parent, etcd, "");
    }

    /** @param user with password, or empty */
    public static SampleSets of(Path parent, EtcdServer etcd, String user) throws IOException, InterruptedException {
        return take(etcd, Files.createTempDirectory(parent, "originals"), user);
    }

    /** Of one cluster: the first with this many MiB that don't shrink, the second with a twentieth more. */
    public static List<SampleSets> takeTwo(Path parent, int mebibytes) throws IOException, InterruptedException {
        Path originals = Files.createTempDirectory(parent, "originals");
        try (EtcdServer etcd = EtcdServer.version34(originals)) {
            int values = mebibytes * 1024 * 1024 / VALUE_BYTES;
            for (int i = 0; i < values; i++) {
                etcd.put("key%05d".formatted(i), 1, random(i));
            }
            SampleSets first = take(etcd, Files.createDirectory(originals.resolve("first")), "");
            for (int i = values; i < values * 21 / 20; i++) {
                etcd.put("later%05d".formatted(i), 1, random(i));
            }
            return List.of(first, take(etcd, Files.createDirectory(originals.resolve("second")), ""));
        }
    }

    private static byte[] random(long seed) {
        byte[] bytes = new byte[VALUE_BYTES];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static SampleSets take(EtcdServer etcd, Path originals, String user)
            throws IOException, InterruptedException {
        Path snapshot = originals.resolve("snapshot.db");
        etcd.etcdctl("snapshot", "save", snapshot.toString(), "--user=" + user).output();
        JsonObject figures =
                JsonParser.parseString(EtcdVersion.V3_4.status(snapshot)).getAsJsonObject();
        SnapshotStatus status = new SnapshotStatus(
                figures.get("revision").getAsLong(),
                figures.get("totalKey").getAsLong(),
                figures.get("totalSize").getAsLong(),
                figures.get("hash").getAsLong());
        return new SampleSets(snapshot, packKubeResources(originals), status);
    }

    private static Path packKubeResources(Path originals) throws IOException, InterruptedException {
        for (String component : COMPONENTS) {
            Path pod = originals.resolve("static-pod-resources/%s-pod-1".formatted(component));
            Files.writeString(Files.createDirectories(pod).resolve("pod.yaml"), component);
        }
        Path archive = originals.resolve("kube.tar.gz");
        Program.of("tar", "-czf", archive.toString(), "-C", originals.toString(), "static-pod-resources")
                .output();
        return archive;
    }

    /** Bytes of the two files of every set. */
    public long bytes() throws IOException {
        return Files.size(snapshot) + Files.size(kubeResources);
    }

    /** @return the set's directory */
    public Path add(Path location, String id, String... tags) throws IOException {
        return add(location, id, Content.ALL, tags);
    }

    /** One half of a set, kept apart from the other. */
    public Path add(Path location, String id, Content content, String... tags) throws IOException {
        Path set = Files.createDirectory(location.resolve(id));
        Manifest manifest = manifest(id, List.of(tags)).of(content);
        for (SetFile file : manifest.filesHere()) {
            Files.createLink(set.resolve(file.name()), file.role() == FileRole.SNAPSHOT ? snapshot : kubeResources);
        }
        for (Map.Entry<String, byte[]> small :
                Companions.of(manifest, Json.write(manifest)).entrySet()) {
            Files.write(set.resolve(small.getKey()), small.getValue());
        }
        return set;
    }

    private Manifest manifest(String id, List<String> tags) throws IOException {
        BackupSetId setId = new BackupSetId(id);
        List<SetFile> files = List.of(
                new SetFile("snapshot_" + id + ".db", FileRole.SNAPSHOT, Files.size(snapshot), snapshotHash),
                new SetFile(
                        "static_kuberesources_" + id + ".tar.gz",
                        FileRole.KUBE_RESOURCES,
                        Files.size(kubeResources),
                        kubeResourcesHash));
        return Manifests.of(setId, setId.time(), 1, "cp0", null, tags, "test", status, files, Content.ALL);
    }

    /** A pair of files directly in the location, as earlier scripts left them. */
    public void addFlat(Path location, String id) throws IOException {
        link(location, id, "");
    }

    /** @param mark before the suffix of both names, such as {@code __POSSIBLY_DIRTY__} */
    public void addFlat(Path location, String id, String mark) throws IOException {
        link(location, id, mark);
    }

    private void link(Path directory, String id, String mark) throws IOException {
        Files.createLink(directory.resolve("snapshot_" + id + mark + ".db"), snapshot);
        Files.createLink(directory.resolve("static_kuberesources_" + id + mark + ".tar.gz"), kubeResources);
    }

    /** Changes one byte in the middle; size and manifest stay as they are. */
    public static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        replace(file, bytes);
    }

    /** Gives the file a content of its own; other sets keep theirs. */
    public static void replace(Path file, byte[] content) throws IOException {
        Files.delete(file);
        Files.write(file, content);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
