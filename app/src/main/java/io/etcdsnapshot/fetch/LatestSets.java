package io.etcdsnapshot.fetch;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.Location;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sets that {@code latest} can mean. One from the future is none of them: a clock was wrong when it was taken, and
 * nobody knows how old it is. A suspect one, such as one that is behind an earlier set, comes after all others.
 *
 * @param newestFirst those it can mean
 * @param suspect those it means where no other is usable, newest first
 * @param fromTheFuture the others
 */
public record LatestSets(List<BackupSet> newestFirst, List<BackupSet> suspect, List<BackupSet> fromTheFuture) {
    /** The reason why a set takes no part. */
    public static final String FUTURE = "taken in the future, check the clocks";

    /** Sorts the sets of a location. */
    public static LatestSets of(List<BackupSet> sets, Instant now) {
        Map<Boolean, List<BackupSet>> byFuture = sets.stream()
                .sorted(BackupSet.NEWEST_FIRST)
                .collect(Collectors.partitioningBy(set -> set.takenAt().isAfter(now)));
        List<BackupSet> past = byFuture.getOrDefault(false, List.of());
        return new LatestSets(
                past.stream().filter(set -> set.suspicion() == null).toList(),
                past.stream().filter(set -> set.suspicion() != null).toList(),
                byFuture.getOrDefault(true, List.of()));
    }

    /** Returns all that are not from the future, in the order in which {@code latest} tries them. */
    public List<BackupSet> inOrder() {
        return Stream.concat(newestFirst.stream(), suspect.stream()).toList();
    }

    /** Returns the suspect sets that are newer than all others, if there are others. */
    public List<BackupSet> suspectAndNewest() {
        return suspect.stream()
                .filter(set -> !newestFirst.isEmpty()
                        && set.takenAt().isAfter(newestFirst.get(0).takenAt()))
                .toList();
    }

    /** @throws Failure if all sets are from the future */
    public LatestSets requireAny(Location location) {
        if (inOrder().isEmpty()) {
            throw Failure.failed("all sets in %s were %s".formatted(location, FUTURE))
                    .hint("name a set by its id");
        }
        return this;
    }

    /** @throws Failure wrong usage, if the sets are of more than one cluster */
    public void requireOneCluster(Location location) {
        Map<String, String> newestIds = new TreeMap<>();
        for (BackupSet set : inOrder()) {
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
