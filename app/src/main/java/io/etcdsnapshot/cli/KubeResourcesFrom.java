package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.WritableStore;
import io.etcdsnapshot.store.halves.JoinedStore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Brings sets together whose kube resources were kept apart. */
final class KubeResourcesFrom {
    @Option(
            names = "--kube-resources-from",
            paramLabel = "LOCATION",
            description = "where the kube resources are, if they are kept apart from the snapshots")
    @Nullable
    String location;

    /**
     * Opens the location of snapshots, joined with that of the kube resources if there is one.
     *
     * @param open a location
     */
    ReadableStore open(String snapshots, Function<String, WritableStore> open) {
        return location == null
                ? open.apply(snapshots)
                : new JoinedStore(open.apply(snapshots), open.apply(DefaultLocation.requireNamed(location)));
    }
}
