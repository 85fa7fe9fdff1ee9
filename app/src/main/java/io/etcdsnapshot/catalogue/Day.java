package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import java.time.LocalDate;
import java.util.List;

/**
 * One day, in UTC, at one place.
 *
 * @param sets taken that day, newest first
 * @param failures what commands found wrong that day
 * @param leaves whether retention removes one of the sets next
 */
public record Day(LocalDate date, Kind kind, List<BackupSet> sets, List<Outcome> failures, boolean leaves) {
    /** Tells what there is to see, at a glance. */
    public enum Kind {
        /** A good set. */
        GOOD,
        /** Sets that may be good, but look twice. */
        CAUTION,
        /** Sets of which none is usable. */
        BAD,
        /** No set where there should be one. */
        GAP,
        /** A run failed, and nothing is there. */
        FAILED,
        /** Nothing, and nothing missing. */
        NONE
    }
}
