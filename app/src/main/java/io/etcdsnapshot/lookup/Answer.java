package io.etcdsnapshot.lookup;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a lookup ended.
 *
 * @param shown how many versions were handed on
 * @param missing targets of a name of which there is none
 * @param unreadable versions that can't be read, the first of them
 * @param unreadableByReason how many there are of each reason
 */
public record Answer(
        long shown, List<Missing> missing, List<ObjectVersion> unreadable, Map<String, Long> unreadableByReason) {
    /**
     * An object that is not there.
     *
     * @param deletedAt the revision that deleted it, if the snapshot still knows
     */
    public record Missing(Target target, Optional<Long> deletedAt) {}

    /** Returns how many versions can't be read. */
    public long unreadableCount() {
        return unreadableByReason.values().stream().mapToLong(Long::longValue).sum();
    }
}
