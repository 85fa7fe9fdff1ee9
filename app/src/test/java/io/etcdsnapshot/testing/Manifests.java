package io.etcdsnapshot.testing;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes manifests of sets of which no more is known than tests need. */
public final class Manifests {
    private Manifests() {}

    public static Manifest of(
            BackupSetId id,
            Instant takenAt,
            long durationMillis,
            String node,
            @Nullable String clusterVersion,
            List<String> tags,
            String tool,
            SnapshotStatus snapshot,
            List<SetFile> files,
            Content content) {
        return new Manifest(
                Manifest.FORMAT_VERSION,
                id,
                takenAt,
                durationMillis,
                node,
                null,
                clusterVersion,
                "script",
                false,
                tags,
                tool,
                snapshot,
                files,
                content,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null);
    }
}
