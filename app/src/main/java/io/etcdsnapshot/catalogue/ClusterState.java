package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.retention.Clusters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sets of one cluster at one location, and what is remembered of them.
 *
 * @param location where they are
 * @param clusterId null where nobody knows
 * @param sets newest first; none where a directory was made for the cluster and holds nothing
 * @param now taken as the present
 */
public record ClusterState(
        String location, @Nullable String clusterId, List<BackupSet> sets, History history, Instant now) {
    /** Begins with those that need somebody to look: without a good set, then with the oldest. */
    public static final Comparator<ClusterState> WORST_FIRST = Comparator.comparing((ClusterState state) ->
                    state.newestGood().map(BackupSet::takenAt).orElse(Instant.MIN))
            .thenComparing(state -> -state.damaged())
            .thenComparing(ClusterState::location);

    /** Returns a state for each cluster that a location has sets of; for one without sets, one without a cluster. */
    public static List<ClusterState> of(Listing listing, History history, Instant now) {
        Clusters clusters = new Clusters(listing.sets());
        Map<Optional<String>, List<BackupSet>> byCluster = new LinkedHashMap<>();
        listing.sets().forEach(set -> byCluster
                .computeIfAbsent(clusters.of(set), any -> new ArrayList<>())
                .add(set));
        if (byCluster.isEmpty()) {
            byCluster.put(Optional.empty(), List.of());
        }
        List<ClusterState> states = new ArrayList<>();
        byCluster.forEach((cluster, sets) -> states.add(
                new ClusterState(listing.location(), cluster.orElse(null), List.copyOf(sets), history, now)));
        return states;
    }

    /** Returns the name of the cluster as people know it: that in the manifests, else its id. */
    public Optional<String> name() {
        return sets.stream()
                .map(BackupSet::manifest)
                .filter(Objects::nonNull)
                .map(Manifest::clusterName)
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> Optional.ofNullable(clusterId));
    }

    /**
     * Returns the newest set that one would restore: usable, not from the future, not suspect, and not one that its last
     * verification or rehearsal spoke against.
     */
    public Optional<BackupSet> newestGood() {
        return sets.stream().filter(this::isGood).findFirst();
    }

    private boolean isGood(BackupSet set) {
        return set.counts()
                && !set.takenAt().isAfter(now)
                && set.suspicion() == null
                && !history.last(set.id(), any -> true)
                        .filter(last -> !last.ok())
                        .isPresent();
    }

    /** Returns how old the newest good set is; empty where there is none. */
    public Optional<Duration> age() {
        return newestGood().map(set -> Duration.between(set.takenAt(), now));
    }

    /** Returns how many sets are damaged or not whole, as they lie there or as they were last verified. */
    public long damaged() {
        return sets.stream()
                .filter(set -> !set.isUsable()
                        || history.last(set.id(), any -> true)
                                .filter(last -> !last.ok())
                                .isPresent())
                .count();
    }

    public long sizeBytes() {
        return sets.stream().mapToLong(set -> set.asStored().sizeBytes()).sum();
    }

    /** Returns what last came of verifying any of the sets. */
    public Optional<Outcome> lastVerified() {
        return last(outcome -> !outcome.command().equals(Outcome.REHEARSE));
    }

    /** Returns what last came of rehearsing any of the sets. */
    public Optional<Outcome> lastRehearsed() {
        return last(outcome -> outcome.command().equals(Outcome.REHEARSE));
    }

    private Optional<Outcome> last(Predicate<Outcome> wanted) {
        return history.outcomes().stream()
                .filter(wanted)
                .filter(outcome -> sets.stream().anyMatch(set -> set.id().equals(outcome.id())))
                .findFirst();
    }
}
