package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The sets of one location.
 *
 * @param location as the user wrote it
 * @param sets newest first
 * @param ignored names that are not a backup set
 * @param clusters names of directories that hold sets of their own, one for each cluster
 */
public record Listing(String location, List<BackupSet> sets, List<String> ignored, List<String> clusters) {
    /** Returns the same with each set as it is seen otherwise. */
    public Listing map(UnaryOperator<BackupSet> view) {
        return new Listing(location, sets.stream().map(view).toList(), ignored, clusters);
    }

    /** @throws Failure if there are none */
    public List<BackupSet> requireAny() {
        if (sets.isEmpty()) {
            Failure none = Failure.failed("there are no sets in " + location);
            throw clusters.isEmpty() ? none : none.hint("sets of single clusters are in " + clusterLocations());
        }
        return sets;
    }

    private String clusterLocations() {
        String parent = location.replaceFirst("/+$", "");
        return clusters.stream().map(cluster -> parent + "/" + cluster).collect(Collectors.joining(", "));
    }

    /** @throws Failure if there is no such set, naming the newest there is */
    public BackupSet require(BackupSetId id) {
        BackupSetId newest = requireAny().get(0).id();
        return sets.stream().filter(set -> set.id().equals(id)).findFirst().orElseThrow(() -> Failure.failed(
                        "there is no set %s in %s".formatted(id, location))
                .hint("the newest there is " + newest));
    }
}
