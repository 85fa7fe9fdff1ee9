package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.failure.Failure;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reports what a run did at one destination.
 *
 * @param missing what it lacked at the start; in a dry run, what of that there is room for
 * @param alreadyThere how many of the source's usable sets it had
 * @param removed by its retention
 * @param notes what to know of it, though nothing failed
 * @param isServed whether all was done there but for what the failure names
 * @param failure why it was given up, or null
 */
public record DestinationReport(
        String location,
        List<BackupSetId> missing,
        List<Copied> copied,
        int alreadyThere,
        List<BackupSetId> removed,
        List<String> notes,
        boolean isServed,
        @Nullable Failure failure) {
    /**
     * A set that arrived and was proven there.
     *
     * @param content what of the set was sent
     * @param bytes of that
     * @param bytesSent that crossed the link
     * @param evidence how it was proven
     */
    public record Copied(BackupSetId id, Content content, long bytes, long bytesSent, long millis, Evidence evidence) {}

    static DestinationReport failed(String label, Failure failure) {
        return new DestinationReport(label, List.of(), List.of(), 0, List.of(), List.of(), false, failure);
    }

    /** Returns the same with another end. */
    DestinationReport endedBy(@Nullable Failure end) {
        return new DestinationReport(location, missing, copied, alreadyThere, removed, notes, isServed, end);
    }

    /** Returns this one and what a later try did at the same destination, as one. */
    DestinationReport then(DestinationReport later) {
        return new DestinationReport(
                location,
                joined(missing, later.missing),
                joined(copied, later.copied),
                Math.max(alreadyThere, later.alreadyThere - copied.size()),
                joined(removed, later.removed),
                joined(notes, later.notes),
                later.isServed,
                later.failure);
    }

    private static <T> List<T> joined(List<T> earlier, List<T> later) {
        return Stream.concat(earlier.stream(), later.stream()).distinct().toList();
    }
}
