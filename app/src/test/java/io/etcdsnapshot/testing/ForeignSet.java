package io.etcdsnapshot.testing;

import io.etcdsnapshot.compression.Zstd;
import io.etcdsnapshot.crypto.age.AgeKeys;
import io.etcdsnapshot.crypto.age.AgeSealer;
import io.etcdsnapshot.etcd.Databases;
import io.etcdsnapshot.store.Place;
import io.etcdsnapshot.store.memory.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** One backup of each layout that other tools have, all of one small snapshot. */
public enum ForeignSet {
    TECH_PREVIEW("openshift-backup", pair("backup-nightly-2026-11-20_012957/")),
    POLICY(
            "openshift-backup-policy",
            pair("weekly-3c8e2f0a-90ab-4cde-8f01-23456789abcd-%d/"
                    .formatted(Instant.parse("2026-11-20T01:29:00Z").getEpochSecond() / 60))),
    ADFINIS("adfinis", pair("etcd-backup-2026-11-20T01:29:59+00:00/")),
    SIDECAR("cluster-backup.sh", pair("2026-11-20_012958/")),
    REDHAT_COP("cluster-backup.sh", pair("2026-11-20_013000/")),
    K3S("k3s/rke2", alone("etcd-snapshot-master-0-" + ForeignSet.UNIX, database())),
    RKE2_ON_DEMAND("k3s/rke2", alone("pre-upgrade-master-0-" + ForeignSet.UNIX, database())),
    K3S_ZIP("k3s/rke2", alone("etcd-snapshot-master-0-%s.zip".formatted(ForeignSet.UNIX), zip())),
    TALOS("talos-backup", alone("prod-2026-11-20T01:30:00Z.snap", database())),
    TALOS_ZSTD("talos-backup", alone("prod-2026-11-20T01:30:00Z.snap.zst", zstd(database()))),
    TALOS_AGE("talos-backup", alone("prod-2026-11-20T01:30:00Z.snap.age", age(database()))),
    TALOS_ZSTD_AGE("talos-backup", alone("prod-2026-11-20T01:30:00Z.snap.zst.age", age(zstd(database())))),
    GARDENER("gardener", alone("v2/Full-00000000-00000021-" + ForeignSet.UNIX, database())),
    GARDENER_GZIP(
            "gardener", alone("v2/Full-00000000-00000021-%s.gz".formatted(ForeignSet.UNIX), TarGz.gzip(database()))),
    HYPERSHIFT("hypershift", alone(ForeignSet.UNIX + ".db", database())),
    OTHER("other", alone("etcd_2026-11-20_013000.snapshot", database())),
    DATED_DIRECTORY("cluster-backup.sh", alone("2026-11-20_013000/snapshot.db", database())),
    KUBEADM("etcdctl", alone("snapshot.db", database()));

    /** Of all sets whose time is known. */
    public static final String ID = "2026-11-20_013000";

    static final String UNIX = "1795138200";

    private static final class Key {
        static final AgeKeys.Generated PAIR = AgeKeys.generate(Instant.EPOCH);
    }

    private final String tool;
    private final Map<String, byte[]> files;

    ForeignSet(String tool, Map<String, byte[]> files) {
        this.tool = tool;
        this.files = files;
    }

    /** Returns the identity that opens those that are encrypted, as a file has it. */
    public static String identity() {
        return Key.PAIR.fileContent();
    }

    public String tool() {
        return tool;
    }

    /** Returns what it consists of, by path below the location. */
    public Map<String, byte[]> files() {
        return files;
    }

    public boolean isPair() {
        return files.size() == 2;
    }

    public boolean isDated() {
        return this != KUBEADM;
    }

    public boolean isEncrypted() {
        return files.keySet().iterator().next().endsWith(".age");
    }

    /** Returns the path of the snapshot below the location. */
    public String snapshot() {
        return files.keySet().iterator().next();
    }

    public void addTo(MemoryStore store) {
        files.forEach((path, bytes) -> store.files().put("%s/%s".formatted(store.location(), path), bytes));
    }

    public void addTo(Place place) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            int slash = file.getKey().indexOf('/');
            if (slash >= 0) {
                place.makeDirectory(file.getKey().substring(0, slash));
            }
            place.write(file.getKey(), file.getValue());
        }
    }

    public void addTo(Path location) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = location.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    public static byte[] database() {
        return Databases.sound().snapshot();
    }

    private static Map<String, byte[]> pair(String directory) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(directory + "snapshot_%s.db".formatted("2026-11-20_013000"), database());
        files.put(
                directory + "static_kuberesources_%s.tar.gz".formatted("2026-11-20_013000"),
                TarGz.gzip(TarGz.kubeResources().ended()));
        return files;
    }

    private static Map<String, byte[]> alone(String path, byte[] content) {
        return Map.of(path, content);
    }

    private static byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("etcd-snapshot-master-0-" + UNIX));
            zip.write(database());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] zstd(byte[] content) {
        return written(content, Zstd::compress);
    }

    private static byte[] age(byte[] content) {
        return written(content, new AgeSealer(List.of(Key.PAIR.recipient()))::seal);
    }

    private interface Wrapper {
        OutputStream around(OutputStream out) throws IOException;
    }

    private static byte[] written(byte[] content, Wrapper wrapper) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = wrapper.around(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
