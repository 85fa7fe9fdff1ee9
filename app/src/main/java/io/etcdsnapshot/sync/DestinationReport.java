package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.failure.Failure;
import java.util.List;
import java.util.stream.Stream;
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

    static DestinationReport notFound(String label, Failure failure) {
        return new DestinationReport(label, List.of(), List.of(), 0, List.of(), failure);
    }

    /** This one and what a later try did at the same destination, as one. */
    DestinationReport then(DestinationReport later) {
        return new DestinationReport(
                location,
                Stream.concat(missing.stream(), later.missing.stream())
                        .distinct()
                        .toList(),
                Stream.concat(copied.stream(), later.copied.stream()).toList(),
                Math.max(alreadyThere, later.alreadyThere - copied.size()),
                Stream.concat(removed.stream(), later.removed.stream()).toList(),
                later.failure);
    }
}
