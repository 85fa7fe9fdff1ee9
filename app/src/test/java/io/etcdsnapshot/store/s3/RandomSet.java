package io.etcdsnapshot.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Companions;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Proof;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.json.Json;
import io.etcdsnapshot.testing.Manifests;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A set with right sizes and hashes, whose snapshot is bytes that no etcd wrote. */
record RandomSet(BackupSetId id, Map<String, byte[]> files) {
    private static final int CHUNK = 128 * 1024;

    /** @param seed of the content; the same seed gives the same set */
    static RandomSet of(String id, int snapshotBytes, int seed) {
        BackupSetId setId = new BackupSetId(id);
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<SetFile> listed = new ArrayList<>();
        for (FileRole role : FileRole.values()) {
            byte[] bytes = new byte[role == FileRole.SNAPSHOT ? snapshotBytes / 512 * 512 + 32 : 100_000];
            new Random(seed + role.ordinal()).nextBytes(bytes);
            String name = new SetFileName(role, setId, false).toString();
            files.put(name, bytes);
            listed.add(new SetFile(name, role, bytes.length, Sha256.of(bytes)));
        }
        SnapshotStatus status = new SnapshotStatus(1, 1, listed.get(0).size(), 1);
        Manifest manifest =
                Manifests.of(setId, setId.time(), 1, "cp0", null, List.of(), "test", status, listed, Content.ALL);
        files.putAll(Companions.of(manifest, Json.write(manifest)));
        return new RandomSet(setId, files);
    }

    String snapshot() {
        return new SetFileName(FileRole.SNAPSHOT, id, false).toString();
    }

    /** Sends, proves and publishes, as sync does. */
    Proof sendTo(WritableStore store) throws IOException {
        try (Incoming incoming = store.receive(id)) {
            for (String file : files.keySet()) {
                write(incoming, file);
            }
            Proof proof = prove(incoming);
            incoming.publish(Optional.empty());
            return proof;
        }
    }

    Proof prove(Incoming incoming) throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        files.forEach((name, bytes) -> expected.put(name, Sha256.of(bytes)));
        Proof proof = incoming.prove(expected);
        assertThat(proof.differing(expected)).isEmpty();
        return proof;
    }

    void write(Incoming incoming, String file) throws IOException {
        byte[] bytes = files.get(file);
        try (Incoming.FileWriter writer = incoming.create(file, bytes.length)) {
            for (int done = 0; done < bytes.length; done += CHUNK) {
                writer.write(done, bytes, done, Math.min(CHUNK, bytes.length - done));
            }
            writer.finish(bytes.length);
        }
    }

    /** Looks whether the location shows this set, and every byte of it. */
    void assertWholeIn(WritableStore store) throws IOException {
        assertThat(wrongIn(store)).isEmpty();
    }

    /** Returns the files that are not as they should be. */
    List<String> wrongIn(WritableStore store) throws IOException {
        BackupSet set = store.list().require(id);
        assertThat(set.problem()).isNull();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            try (InputStream in = store.open(set, file.getKey())) {
                if (!Sha256.of(in).equals(Sha256.of(file.getValue()))) {
                    wrong.add(file.getKey());
                }
            }
        }
        return wrong;
    }
}
