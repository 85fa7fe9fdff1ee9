package io.etcdsnapshot.testing;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets as a listing has them, as plain values. */
public final class CatalogueSets {
    private CatalogueSets() {}

    public static BackupSet of(
            Instant takenAt, @Nullable String cluster, SetState state, long databaseBytes, @Nullable String version) {
        BackupSetId id = BackupSetId.at(takenAt);
        List<SetFile> files = List.of(new SetFile(
                new SetFileName(FileRole.SNAPSHOT, id, false).toString(),
                FileRole.SNAPSHOT,
                databaseBytes + 32,
                "0".repeat(64)));
        Manifest manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                id,
                takenAt,
                700,
                "master-0",
                cluster,
                version,
                "script",
                false,
                List.of(),
                "test",
                new SnapshotStatus(1, databaseBytes / 1000, databaseBytes, 1),
                files,
                Content.ALL,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null);
        String problem = state.isUsable() ? null : "damaged for the test";
        return new BackupSet(id, "here", "here/" + id, false, state, false, manifest, files, problem);
    }
}
