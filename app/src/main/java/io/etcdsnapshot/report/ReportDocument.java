package io.etcdsnapshot.report;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.catalogue.Catalogue;
import io.etcdsnapshot.catalogue.CataloguedCluster;
import io.etcdsnapshot.catalogue.Gap;
import io.etcdsnapshot.catalogue.Growth;
import io.etcdsnapshot.catalogue.Health;
import io.etcdsnapshot.catalogue.KindSample;
import io.etcdsnapshot.catalogue.Leaving;
import io.etcdsnapshot.catalogue.Outcome;
import io.etcdsnapshot.catalogue.PlaceState;
import io.etcdsnapshot.catalogue.Protection;
import io.etcdsnapshot.catalogue.VersionSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue as JSON.
 *
 * @param locations what {@code list} has of them
 */
record ReportDocument(
        Instant at,
        boolean ok,
        Health health,
        long maxAgeSeconds,
        long quotaBytes,
        List<ClusterDocument> clusters,
        List<?> locations) {
    private record ClusterDocument(
            String cluster,
            @Nullable String clusterId,
            Health health,
            long goodPlaces,
            @Nullable SetAge newestGood,
            List<PlaceDocument> places,
            Growth growth,
            List<KindSample> usage,
            List<VersionSpan> versions) {
        static ClusterDocument of(CataloguedCluster cluster, Instant now) {
            return new ClusterDocument(
                    cluster.name(),
                    cluster.id(),
                    cluster.health(),
                    cluster.goodPlaces(),
                    SetAge.of(cluster.newestGood().orElse(null), now),
                    cluster.places().stream()
                            .map(place -> PlaceDocument.of(place, now))
                            .toList(),
                    cluster.growth(),
                    cluster.kinds(),
                    cluster.versions());
        }
    }

    private record SetAge(BackupSetId id, Instant takenAt, long ageSeconds) {
        static @Nullable SetAge of(@Nullable BackupSet set, Instant now) {
            return set == null
                    ? null
                    : new SetAge(
                            set.id(),
                            set.takenAt(),
                            Duration.between(set.takenAt(), now).toSeconds());
        }
    }

    private record KeptSet(BackupSetId id, List<String> reasons) {}

    private record LeavingSet(BackupSetId id, long sizeBytes) {}

    private record NextDocument(Instant at, List<LeavingSet> sets) {
        static @Nullable NextDocument of(@Nullable Leaving next) {
            return next == null
                    ? null
                    : new NextDocument(
                            next.at(),
                            next.sets().stream()
                                    .map(set -> new LeavingSet(
                                            set.id(), set.asStored().sizeBytes()))
                                    .toList());
        }
    }

    private record PlaceDocument(
            String location,
            Health health,
            @Nullable String error,
            int sets,
            long sizeBytes,
            @Nullable SetAge newestGood,
            @Nullable Long usualSeconds,
            List<Gap> gaps,
            @Nullable List<KeptSet> keep,
            @Nullable NextDocument next,
            Map<String, Protection> protections,
            List<Outcome> outcomes) {
        static PlaceDocument of(PlaceState place, Instant now) {
            Duration usual = place.usual();
            Map<String, Protection> protections = new TreeMap<>();
            place.protections().forEach((id, protection) -> protections.put(id.value(), protection));
            return new PlaceDocument(
                    place.location(),
                    place.health(),
                    place.error(),
                    place.sets().size(),
                    place.sizeBytes(),
                    SetAge.of(place.newestGood(), now),
                    usual == null ? null : usual.toSeconds(),
                    place.gaps(),
                    place.next() == null
                            ? null
                            : place.sets().stream()
                                    .filter(place.reasons()::containsKey)
                                    .map(set -> new KeptSet(
                                            set.id(), place.reasons().getOrDefault(set, List.of())))
                                    .toList(),
                    NextDocument.of(place.next()),
                    protections,
                    place.outcomes());
        }
    }

    static ReportDocument of(Catalogue catalogue, ListResult list) {
        return new ReportDocument(
                catalogue.at(),
                catalogue.health() == Health.GOOD,
                catalogue.health(),
                catalogue.maxAge().toSeconds(),
                catalogue.quotaBytes(),
                catalogue.clusters().stream()
                        .map(cluster -> ClusterDocument.of(cluster, catalogue.at()))
                        .toList(),
                list.locations());
    }
}
