package io.etcdsnapshot.etcd;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of reading one snapshot file from its first byte to its last.
 *
 * @param size bytes, the trailer included
 * @param sha256 of the whole file, in lower-case hexadecimal
 * @param trailer what was found of it
 * @param status null when the structure is too damaged to count in
 * @param alarms those that were raised when the snapshot was taken
 * @param liveLabels of {@link ValueLabels}, those that values of live keys carry
 * @param findings one per check that passed, one per problem found
 */
public record SnapshotVerification(
        long size,
        String sha256,
        Trailer trailer,
        @Nullable SnapshotStatus status,
        List<Alarm> alarms,
        Set<Integer> liveLabels,
        List<Finding> findings) {
    public boolean ok() {
        return status != null && findings.stream().allMatch(Finding::ok);
    }

    /** Returns whether nothing is wrong but that there is no trailer, as in a copy of {@code member/snap/db}. */
    public boolean lacksOnlyTheTrailer() {
        return trailer == Trailer.MISSING
                && status != null
                && findings.stream()
                        .allMatch(finding -> finding.ok() || finding.check().equals("trailer"));
    }
}
