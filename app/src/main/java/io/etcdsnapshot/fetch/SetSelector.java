package io.etcdsnapshot.fetch;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Tells which set is asked for.
 *
 * @param id null for the newest that passes verification
 * @param cluster id or name of the cluster that the set is of; null for any
 */
public record SetSelector(@Nullable BackupSetId id, @Nullable String cluster) {
    private static final String LATEST = "latest";

    public SetSelector(@Nullable BackupSetId id) {
        this(id, null);
    }

    /** @throws IllegalArgumentException if {@code text} is neither an id nor {@code latest} */
    public static SetSelector parse(String text) {
        return text.equals(LATEST)
                ? new SetSelector(null)
                : new SetSelector(BackupSetId.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "'%s' is neither latest nor the id of a set, such as 2026-11-20_013000"
                                        .formatted(text))));
    }

    /** Returns the same for sets of one cluster. */
    public SetSelector of(@Nullable String oneCluster) {
        return new SetSelector(id, oneCluster);
    }

    /** Returns whether a set is of the cluster that is asked for. */
    public boolean isOfCluster(BackupSet set) {
        Manifest manifest = set.manifest();
        return cluster == null
                || cluster.equals(set.clusterId())
                || (manifest != null && cluster.equals(manifest.clusterName()));
    }

    /** Returns the words that name it, which is also quicker than what the compiler would make. */
    @Override
    public String toString() {
        return (id == null ? LATEST : id.value()) + (cluster == null ? "" : " of cluster " + cluster);
    }
}
