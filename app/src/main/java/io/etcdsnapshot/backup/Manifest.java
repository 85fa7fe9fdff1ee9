package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.SnapshotStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a set says of itself, in the {@code manifest.json} that travels with it.
 *
 * @param durationMillis from the start of the capture to its proof
 * @param clusterId null where not known
 * @param clusterVersion null where not known
 * @param method {@code script} or {@code etcdctl}
 * @param dirty taken with {@code --force}, perhaps in the middle of a rollout
 * @param tool name and version of the program that took the set
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
        SnapshotStatus snapshot,
        List<SetFile> files) {
    public static final String FILE_NAME = "manifest.json";
    public static final int FORMAT_VERSION = 1;
}
