package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.RunTogether;
import io.etcdsnapshot.io.RunTogether.Outcome;
import io.etcdsnapshot.location.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides which places a run copies to: each once, whatever it is called, and never the source or a set's directory. */
final class DistinctPlaces {
    /** A file system that does not say within it what a link leads to is not asked again before work begins. */
    private static final Duration FOLLOWING_LINKS = Duration.ofSeconds(2);

    private final Location source;
    private final Log log;
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();
    private final Map<String, Location> byIdentity = new ConcurrentHashMap<>();

    DistinctPlaces(Location source, Log log) {
        this.source = source;
        this.log = log;
    }

    /**
     * Returns what is wanted, each place once. Links are followed; one under two names is the first.
     *
     * @throws Failure wrong usage, if one is the source or lies in the directory of a set
     */
    List<DestinationRequest> of(List<DestinationRequest> wanted) throws InterruptedException {
        List<RunTogether.Task<String>> tasks = new ArrayList<>();
        tasks.add(progress -> source.canonical());
        wanted.forEach(request -> tasks.add(progress -> canonical(request)));
        List<Outcome<String>> canonical = RunTogether.all(tasks, FOLLOWING_LINKS, Duration.ZERO);
        String from = canonical.get(0).value();
        List<DestinationRequest> distinct = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            String label = wanted.get(i).label();
            String place = canonical.get(i + 1).value();
            if (place != null && (place.equals(from) || place.equals(locationOf(from)))) {
                throw Failure.wrongUsage("%s is both source and destination".formatted(label));
            }
            requireOutsideSets(label, place);
            if (place == null || claimed.add(place)) {
                distinct.add(wanted.get(i));
            }
        }
        return distinct;
    }

    /** Returns whether a place that was found later is neither the source nor a destination already. */
    boolean isNew(Location found) {
        if (found.isSamePlace(source)) {
            log.info("%s is the source, so it is not used as a destination".formatted(found));
            return false;
        }
        requireOutsideSets(found.toString(), found.canonical());
        return claimed.add(found.canonical());
    }

    /** Returns the destination that is the same directory under another name; the first to ask is the one that has it. */
    Optional<Location> claimedAs(Location location, String identity) {
        return Optional.of(byIdentity.computeIfAbsent(identity, first -> location))
                .filter(first -> !first.equals(location));
    }

    /** One that is found later has no place yet. */
    private static String canonical(DestinationRequest request) {
        Location place = request.fixed();
        return place == null ? "found as " + request.label() : place.canonical();
    }

    /** Returns the location of the set whose own directory the source is, where that is one. */
    private static @Nullable String locationOf(@Nullable String source) {
        if (source == null) {
            return null;
        }
        int slash = source.lastIndexOf('/');
        return slash > 0 && BackupSetId.parse(source.substring(slash + 1)).isPresent()
                ? source.substring(0, slash)
                : null;
    }

    /** Refuses a place that purging the set around it would take along. */
    private static void requireOutsideSets(String label, @Nullable String place) {
        Stream.of(String.valueOf(place).split("/"))
                .filter(name -> BackupSetId.parse(name).isPresent())
                .findFirst()
                .ifPresent(id -> {
                    throw Failure.wrongUsage("%s lies in the directory of a set, %s".formatted(label, id))
                            .hint("name the directory that the sets shall lie in");
                });
    }
}
