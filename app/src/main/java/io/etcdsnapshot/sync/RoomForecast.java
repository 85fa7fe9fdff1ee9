package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.retention.Purge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells which sets a destination has room for, counting in what its retention removes first; nothing is changed.
 *
 * @param fitting the sets that fit, in the order in which they are copied
 * @param refused the first that does not, and ends the copying; null if all fit
 * @param free bytes that are left for it
 * @param needed bytes that it takes
 */
record RoomForecast(List<BackupSet> fitting, @Nullable BackupSet refused, long free, long needed) {
    /**
     * @param there the sets that lie there now
     * @param free bytes that may be written there now
     * @param bytes what a set takes once it is there; {@link SpaceFor#MARGIN} more must be free for its copy to begin
     */
    static RoomForecast of(
            List<BackupSet> missing, List<BackupSet> there, long free, ToLongFunction<BackupSet> bytes, Purge purge)
            throws IOException {
        List<BackupSet> sets = new ArrayList<>(there);
        List<BackupSet> fitting = new ArrayList<>();
        long left = free;
        for (BackupSet set : missing) {
            long size = bytes.applyAsLong(set);
            long wanted = size + SpaceFor.MARGIN;
            if (left < wanted) {
                List<BackupSet> gone = purge.roomFor(set, sets, wanted - left);
                sets.removeAll(gone);
                left += gone.stream().mapToLong(BackupSet::sizeBytes).sum();
            }
            if (left < wanted) {
                return new RoomForecast(fitting, set, left, wanted);
            }
            sets.add(set);
            fitting.add(set);
            left -= size;
        }
        return new RoomForecast(fitting, null, left, 0);
    }
}
