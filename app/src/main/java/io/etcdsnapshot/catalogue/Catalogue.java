package io.etcdsnapshot.catalogue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The state of all backups: what a page or a document of it shows.
 *
 * @param at when it was looked at
 * @param maxAge how old the newest good set of a place may be
 * @param quotaBytes at which etcd refuses to grow
 * @param clusters the worst first
 */
public record Catalogue(Instant at, Duration maxAge, long quotaBytes, List<CataloguedCluster> clusters) {
    /** What OpenShift allows, and the most that etcd advises. */
    public static final long USUAL_QUOTA = 8L << 30;

    /** A daily backup, and two hours in which it may be late. */
    public static final Duration USUAL_AGE = Duration.ofHours(26);

    public static Catalogue of(List<Place> places, Instant at, Duration maxAge, long quotaBytes) {
        List<CataloguedCluster> clusters = new PlacesByCluster(places)
                .clusters().stream()
                        .map(cluster -> CataloguedCluster.of(
                                cluster.name(),
                                cluster.id(),
                                cluster.parts().stream()
                                        .map(part ->
                                                PlaceState.of(part.place(), part.sets(), part.outcomes(), at, maxAge))
                                        .toList(),
                                quotaBytes))
                        .sorted(CataloguedCluster.WORST_FIRST)
                        .toList();
        return new Catalogue(at, maxAge, quotaBytes, clusters);
    }

    /** Returns the health of the cluster that is worst; none is as bad as no set. */
    public Health health() {
        return clusters.stream()
                .map(CataloguedCluster::health)
                .reduce(Health::worse)
                .orElse(Health.NONE);
    }
}
