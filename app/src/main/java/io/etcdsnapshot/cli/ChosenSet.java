package io.etcdsnapshot.cli;

import io.etcdsnapshot.fetch.SetSelector;
import io.etcdsnapshot.values.Values;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which set a command works on, and where it is. */
final class ChosenSet {
    @Parameters(paramLabel = "ID|latest", description = "the set with this id, or the newest that proves whole")
    SetSelector wanted;

    @Option(names = "--from", paramLabel = "LOCATION", description = "default: the directory that snapshot fills")
    @Nullable
    String from;

    String location(HostRootOption hostRoot, Values values) {
        return DefaultLocation.orDefault(from, hostRoot, values);
    }
}
