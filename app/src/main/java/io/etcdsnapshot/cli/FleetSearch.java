package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.catalogue.ClusterState;
import io.etcdsnapshot.cli.LocationReader.Found;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.RunTogether;
import io.etcdsnapshot.location.Location;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks for the clusters that have sets in locations, or in directories of their own below them. */
final class FleetSearch {
    /** A file system's own, which nobody but root can read. */
    private static final String LOST_AND_FOUND = "lost+found";

    private final LocationReader reader;
    private final Instant now;
    private final List<ClusterState> states = new ArrayList<>();
    private final Map<String, Failure> unreadable = new LinkedHashMap<>();

    FleetSearch(LocationReader reader, Instant now) {
        this.reader = reader;
        this.now = now;
    }

    List<ClusterState> states() {
        return states;
    }

    /** Returns the places that could not be read, by their names. */
    Map<String, Failure> unreadable() {
        return unreadable;
    }

    /**
     * Looks at locations.
     *
     * @param recursive whether to look into the directories below too
     * @throws Failure if there is one location alone, and it can't be read
     */
    void look(List<Location> locations, boolean recursive) throws InterruptedException {
        List<RunTogether.Outcome<Found>> found = reader.all(locations);
        for (int i = 0; i < locations.size(); i++) {
            Location location = locations.get(i);
            if (locations.size() > 1 && found.get(i).failure() != null) {
                unreadable.put(location.toString(), found.get(i).failure());
                continue;
            }
            Found here = found.get(i).orThrow();
            int before = states.size() + unreadable.size();
            if (recursive) {
                lookBelow(location, here.listing());
            }
            boolean isOnlyParent = states.size() + unreadable.size() > before;
            if (!here.listing().sets().isEmpty() || !isOnlyParent) {
                states.addAll(ClusterState.of(here.listing(), here.history(), now));
            }
        }
    }

    /** A directory that is no cluster's as far as its listing tells may be one that can't be read, or has lost all its sets. */
    private void lookBelow(Location location, Listing listing) throws InterruptedException {
        List<String> names = new ArrayList<>(listing.clusters());
        listing.ignored().stream().filter(name -> !name.equals(LOST_AND_FOUND)).forEach(names::add);
        List<Location> below = names.stream().map(location::child).toList();
        List<RunTogether.Outcome<Found>> found = reader.all(below);
        for (int i = 0; i < below.size(); i++) {
            boolean isCluster = i < listing.clusters().size();
            Failure failure = found.get(i).failure();
            if (failure != null) {
                if (isCluster || isRefused(failure)) {
                    unreadable.put(below.get(i).toString(), failure);
                }
                continue;
            }
            Found there = found.get(i).orThrow();
            if (!there.listing().sets().isEmpty() || isLeftEmpty(there)) {
                states.addAll(ClusterState.of(there.listing(), there.history(), now));
            }
        }
    }

    /** A file in a location is refused too, but as something that is no directory. */
    private static boolean isRefused(Failure failure) {
        return failure.getMessage().endsWith("permission denied");
    }

    /** Returns whether a cluster's directory has nothing but what this program remembers of it. */
    private static boolean isLeftEmpty(Found there) {
        return there.listing().clusters().isEmpty()
                && there.listing().ignored().isEmpty()
                && !there.history().outcomes().isEmpty();
    }
}
