package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.retention.RetentionPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one location.
 *
 * @param location as the user wrote it
 * @param root the location above it, where it was found there as a directory of one cluster; else null
 * @param sets newest first; none where it can't be read
 * @param error why it can't be read; null where it could be
 * @param outcomes what commands remembered there, newest first
 * @param policy which sets are kept there; null where nobody said
 * @param protections of the sets that were asked for, by their ids
 */
public record Place(
        String location,
        @Nullable String root,
        List<BackupSet> sets,
        @Nullable String error,
        List<Outcome> outcomes,
        @Nullable RetentionPolicy policy,
        Map<BackupSetId, Protection> protections) {
    /** Makes a place that could be read. */
    public static Place of(Listing listing, @Nullable String root) {
        return new Place(listing.location(), root, listing.sets(), null, List.of(), null, Map.of());
    }

    /** Makes a place that could not be read. */
    public static Place unreadable(String location, @Nullable String root, String error) {
        return new Place(location, root, List.of(), error, List.of(), null, Map.of());
    }

    /** Returns the same with what else is known of it. */
    public Place with(
            List<Outcome> remembered, @Nullable RetentionPolicy rules, Map<BackupSetId, Protection> protectedSets) {
        return new Place(location, root, sets, error, remembered, rules, protectedSets);
    }

    /** Returns the name of its last directory. */
    String lastName() {
        String path = location.replaceFirst("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
