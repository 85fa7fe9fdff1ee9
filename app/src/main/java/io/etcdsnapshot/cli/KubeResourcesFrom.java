package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.store.halves.JoinedStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How sets are read that are not simply there: kept in halves, compressed, encrypted. */
final class KubeResourcesFrom {
    @Option(
            names = "--kube-resources-from",
            paramLabel = "LOCATION",
            description = "where the kube resources are, if they are kept apart from the snapshots")
    @Nullable
    Location location;

    @Mixin
    IdentityOptions identities = new IdentityOptions();

    /** Opens a location of snapshots, joined with that of the kube resources if there is one. */
    ReadableStore open(Location snapshots, CommandContext context, Access access) {
        return open(context.storeOrFile(snapshots, access), context, access);
    }

    /** Joins a location of snapshots with that of the kube resources if there is one. */
    ReadableStore open(ReadableStore snapshots, CommandContext context, Access access) {
        ReadableStore opened = identities.opening(snapshots);
        return location == null ? opened : new JoinedStore(opened, identities.opening(context.store(location, access)));
    }
}
