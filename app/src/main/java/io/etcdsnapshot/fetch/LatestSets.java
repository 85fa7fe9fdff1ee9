package io.etcdsnapshot.fetch;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.Location;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The sets that {@code latest} can mean. One from the future is none of them: a clock was wrong when it was taken, and
 * nobody knows how old it is.
 *
 * @param newestFirst those it can mean
 * @param fromTheFuture the others
 */
public record LatestSets(List<BackupSet> newestFirst, List<BackupSet> fromTheFuture) {
    /** The reason why a set takes no part. */
    public static final String FUTURE = "taken in the future, check the clocks";

    /** Sorts the sets of a location. */
    public static LatestSets of(List<BackupSet> sets, Instant now) {
        Map<Boolean, List<BackupSet>> byFuture = sets.stream()
                .sorted(BackupSet.NEWEST_FIRST)
                .collect(Collectors.partitioningBy(set -> set.takenAt().isAfter(now)));
        return new LatestSets(byFuture.getOrDefault(false, List.of()), byFuture.getOrDefault(true, List.of()));
    }

    /** @throws Failure if all sets are from the future */
    public LatestSets requireAny(Location location) {
        if (newestFirst.isEmpty()) {
            throw Failure.failed("all sets in %s were %s".formatted(location, FUTURE))
                    .hint("name a set by its id");
        }
        return this;
    }

    /** @throws Failure wrong usage, if the sets are of more than one cluster */
    public void requireOneCluster(Location location) {
        Map<String, String> newestIds = new TreeMap<>();
        for (BackupSet set : newestFirst) {
            if (set.clusterId() != null && set.isUsable()) {
                newestIds.putIfAbsent(set.clusterId(), set.id().value());
            }
        }
        if (newestIds.size() > 1) {
            String choice = newestIds.entrySet().stream()
                    .map(newest -> "%s of cluster %s".formatted(newest.getValue(), newest.getKey()))
                    .collect(Collectors.joining(", "));
            throw Failure.wrongUsage("%s holds sets of %d clusters".formatted(location, newestIds.size()))
                    .hint("choose one with --cluster, or name a set by its id; the newest are " + choice);
        }
    }
}
