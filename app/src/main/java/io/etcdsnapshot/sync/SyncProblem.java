package io.etcdsnapshot.sync;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.failure.Failure;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says why a set can't be brought to a destination, where somebody has to look at it.
 *
 * @param hint what to do about it; null where the text says it
 */
record SyncProblem(String text, @Nullable String hint) {
    /** Returns the problem of two sets that have one id. */
    static SyncProblem conflict(BackupSet set, BackupSet there) {
        boolean oneCluster = set.clusterId() != null && set.clusterId().equals(there.clusterId());
        return oneCluster
                ? new SyncProblem(
                        "%s at the destination is another set than the source's, though both are of cluster %s"
                                .formatted(set.id(), set.clusterId()),
                        "verify both, and move the wrong one out of the way")
                : new SyncProblem(
                        "%s at the destination is another set, of %s; the source's is of %s"
                                .formatted(set.id(), cluster(there), cluster(set)),
                        "clusters that share a location each need a directory of their own: set clusterId in the values");
    }

    private static String cluster(BackupSet set) {
        return set.clusterId() == null ? "an unknown cluster" : "cluster " + set.clusterId();
    }

    /** @throws Failure that tells all of them, if there are any */
    static void requireNone(List<SyncProblem> problems) {
        if (!problems.isEmpty()) {
            Failure failure =
                    Failure.failed(problems.stream().map(SyncProblem::text).collect(Collectors.joining("; ")));
            Optional<String> hint = problems.stream()
                    .map(SyncProblem::hint)
                    .filter(Objects::nonNull)
                    .distinct()
                    .reduce("%s; %s"::formatted);
            throw hint.map(failure::hint).orElse(failure);
        }
    }
}
