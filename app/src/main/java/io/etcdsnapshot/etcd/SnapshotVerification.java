package io.etcdsnapshot.etcd;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of reading one snapshot file from its first byte to its last.
 *
 * @param size bytes, the trailer included
 * @param sha256 of the whole file, in lower-case hexadecimal
 * @param status null when the structure is too damaged to count in
 * @param findings one per check that passed, one per problem found
 */
public record SnapshotVerification(long size, String sha256, @Nullable SnapshotStatus status, List<Finding> findings) {
    public boolean ok() {
        return status != null && findings.stream().allMatch(Finding::ok);
    }
}
