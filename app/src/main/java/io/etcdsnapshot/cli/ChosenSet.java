package io.etcdsnapshot.cli;

import io.etcdsnapshot.fetch.SetSelector;
import io.etcdsnapshot.location.Location;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Chooses the set that a command works on, and where it is. */
final class ChosenSet {
    @Parameters(paramLabel = "ID|latest", description = "the set with this id, or the newest that passes verification")
    SetSelector wanted;

    @Option(
            names = "--cluster",
            paramLabel = "ID|NAME",
            description = "the cluster whose set is meant, where a location holds sets of several")
    @Nullable
    String cluster;

    @Option(
            names = "--from",
            paramLabel = "LOCATION",
            description = "where the sets are (default: the directory that snapshot fills)")
    @Nullable
    Location from;

    SetSelector wanted() {
        return wanted.of(cluster);
    }
}
