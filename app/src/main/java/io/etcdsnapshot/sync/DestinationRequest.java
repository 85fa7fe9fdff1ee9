package io.etcdsnapshot.sync;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names where a run is asked to copy sets: one location, or those that are found when it starts.
 *
 * @param label names them as long as their locations are not known
 * @param fixed the location if it is known beforehand; null where locations are found
 */
public record DestinationRequest(String label, @Nullable Location fixed, Finder finder) {
    /** Finds the locations of today. */
    @FunctionalInterface
    public interface Finder {
        /** @throws Failure if they can't be found */
        List<Location> locations() throws InterruptedException;
    }

    public static DestinationRequest at(Location location) {
        return new DestinationRequest(location.toString(), location, () -> List.of(location));
    }

    public static DestinationRequest found(String label, Finder finder) {
        return new DestinationRequest(label, null, finder);
    }
}
