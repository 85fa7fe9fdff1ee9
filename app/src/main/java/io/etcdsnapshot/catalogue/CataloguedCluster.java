package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One cluster, with its sets at all places.
 *
 * @param name as people know it
 * @param id null where not known
 * @param places in the order in which they were named
 */
public record CataloguedCluster(
        String name,
        @Nullable String id,
        List<PlaceState> places,
        Growth growth,
        List<KindSample> kinds,
        List<VersionSpan> versions) {
    /** Names a cluster of which no set tells the name. */
    public static final String UNKNOWN = "unknown";

    static final Comparator<CataloguedCluster> WORST_FIRST = Comparator.comparing(CataloguedCluster::health)
            .reversed()
            .thenComparing(
                    cluster -> cluster.newestGood().map(BackupSet::takenAt).orElse(Instant.MIN))
            .thenComparing(CataloguedCluster::name);

    static CataloguedCluster of(String name, @Nullable String id, List<PlaceState> places, long quotaBytes) {
        List<BackupSet> sets = places.stream()
                .flatMap(place -> place.sets().stream())
                .filter(BackupSet::isUsable)
                .toList();
        List<Outcome> outcomes =
                places.stream().flatMap(place -> place.outcomes().stream()).toList();
        return new CataloguedCluster(
                name,
                id,
                List.copyOf(places),
                Growth.of(sets, outcomes, quotaBytes),
                KindSample.of(outcomes),
                VersionSpan.of(sets));
    }

    /** Returns whether there is a good set that is new enough: at all places, at some, or at none. */
    public Health health() {
        if (goodPlaces() > 0) {
            return goodPlaces() == places.size() ? Health.GOOD : Health.PARTIAL;
        } else if (newestGood().isPresent()) {
            return Health.OLD;
        }
        boolean isRead = places.stream().anyMatch(place -> place.health() != Health.UNREADABLE);
        return isRead ? Health.NONE : Health.UNREADABLE;
    }

    /** Returns the newest good set of all places. */
    public Optional<BackupSet> newestGood() {
        return places.stream()
                .map(PlaceState::newestGood)
                .filter(Objects::nonNull)
                .min(BackupSet.NEWEST_FIRST);
    }

    /** Returns how many places have a good set that is new enough. */
    public long goodPlaces() {
        return places.stream().filter(place -> place.health() == Health.GOOD).count();
    }

    /** Returns what is remembered at all places, newest first. */
    public Stream<Outcome> outcomes() {
        return places.stream()
                .flatMap(place -> place.outcomes().stream())
                .sorted(Comparator.comparing(Outcome::at).reversed());
    }

    /** Returns the newest of what came of verifying sets, at any place. */
    public Optional<Outcome> lastVerified() {
        return newest(ClusterState::lastVerified);
    }

    /** Returns the newest of what came of rehearsing one, at any place. */
    public Optional<Outcome> lastRehearsed() {
        return newest(ClusterState::lastRehearsed);
    }

    private Optional<Outcome> newest(Function<ClusterState, Optional<Outcome>> last) {
        return places.stream()
                .flatMap(place -> last.apply(place.listed()).stream())
                .max(Comparator.comparing(Outcome::at));
    }
}
