package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.store.halves.JoinedStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Brings sets together whose kube resources are kept apart. */
final class KubeResourcesFrom {
    @Option(
            names = "--kube-resources-from",
            paramLabel = "LOCATION",
            description = "where the kube resources are, if they are kept apart from the snapshots")
    @Nullable
    Location location;

    /** Opens a location of snapshots, joined with that of the kube resources if there is one. */
    ReadableStore open(Location snapshots, CommandContext context, Access access) {
        return location == null
                ? context.store(snapshots, access)
                : new JoinedStore(context.store(snapshots, access), context.store(location, access));
    }
}
