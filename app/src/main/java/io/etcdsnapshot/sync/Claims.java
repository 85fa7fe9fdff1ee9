package io.etcdsnapshot.sync;

import io.etcdsnapshot.location.Location;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers which destination of a run is which directory, so that one under two names is served once. */
final class Claims {
    private final Map<String, Location> byIdentity = new ConcurrentHashMap<>();

    /** Returns the destination that is the same directory under another name; the first to ask is the one that has it. */
    Optional<Location> claimedAs(Location location, String identity) {
        return Optional.of(byIdentity.computeIfAbsent(identity, first -> location))
                .filter(first -> !first.equals(location));
    }
}
