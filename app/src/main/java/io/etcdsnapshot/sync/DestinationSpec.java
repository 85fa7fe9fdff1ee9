package io.etcdsnapshot.sync;

import io.etcdsnapshot.failure.Failure;
import java.util.List;

/**
 * What a run is asked to bring sets to: one location, or those that are found when it is time.
 *
 * @param label names them as long as their locations are not known
 */
public record DestinationSpec(String label, Finder finder) {
    /** Tells the locations of today. */
    @FunctionalInterface
    public interface Finder {
        /** @throws Failure if they can't be found */
        List<String> locations() throws InterruptedException;
    }

    public static DestinationSpec at(String location) {
        return new DestinationSpec(location, () -> List.of(location));
    }
}
