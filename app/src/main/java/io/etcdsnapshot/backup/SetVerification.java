package io.etcdsnapshot.backup;

import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a full proof of one set found.
 *
 * @param id null for a bare snapshot file whose name tells none
 * @param content what of the set was to be proven
 * @param snapshot null if the snapshot is missing or too damaged to count in
 * @param files those read, with size and SHA-256 as found
 */
public record SetVerification(
        @Nullable BackupSetId id,
        String path,
        Content content,
        @Nullable SnapshotStatus snapshot,
        List<SetFile> files,
        List<Finding> findings) {
    public boolean ok() {
        return (snapshot != null || !content.covers(FileRole.SNAPSHOT))
                && findings.stream().allMatch(Finding::ok);
    }

    /** The failed findings in one line. */
    public String problems() {
        return findings.stream()
                .filter(finding -> !finding.ok())
                .map(finding -> finding.file() + ": " + finding.detail())
                .reduce((a, b) -> a + "; " + b)
                .orElse("there is no snapshot");
    }
}
