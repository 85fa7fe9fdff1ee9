package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run did at one destination.
 *
 * @param missing what it lacked at the start
 * @param alreadyThere how many of the source's good sets it had
 * @param removed by its retention
 * @param failure why it was given up, or null
 */
public record DestinationReport(
        String location,
        List<BackupSetId> missing,
        List<Copied> copied,
        int alreadyThere,
        List<BackupSetId> removed,
        @Nullable Failure failure) {
    /**
     * A set that arrived and was proven there.
     *
     * @param content what of the set was sent
     * @param bytes of that
     * @param bytesSent that crossed the link
     */
    public record Copied(BackupSetId id, Content content, long bytes, long bytesSent, long millis) {}
}
