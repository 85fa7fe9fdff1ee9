package io.etcdsnapshot.sync;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.Location;
import java.util.List;

/**
 * What a run is asked to bring sets to: one location, or those that are found when it is time.
 *
 * @param label names them as long as their locations are not known
 * @param fixed the locations that are known beforehand; none where they are found
 */
public record DestinationRequest(String label, List<Location> fixed, Finder finder) {
    /** Finds the locations of today. */
    @FunctionalInterface
    public interface Finder {
        /** @throws Failure if they can't be found */
        List<Location> locations() throws InterruptedException;
    }

    public static DestinationRequest at(Location location) {
        return new DestinationRequest(location.toString(), List.of(location), () -> List.of(location));
    }

    public static DestinationRequest found(String label, Finder finder) {
        return new DestinationRequest(label, List.of(), finder);
    }
}
