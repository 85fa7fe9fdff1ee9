package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.values.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the sets where no location is given: in the directory that {@code snapshot} fills. */
public final class DefaultLocation {
    private DefaultLocation() {}

    /** Returns the directory as this process sees it. */
    public static DirectoryLocation of(HostRoot root, Values values) {
        return DirectoryLocation.of(root.resolve(values.snapshot().directory()));
    }

    /** Returns whether a location is that directory, on the node or as the chart mounts it. */
    static boolean isNodes(Location location, HostRootOption hostRoot, Values values) {
        return location instanceof DirectoryLocation directory
                && (directory.isSamePlace(of(hostRoot.get(), values))
                        || directory.path().equals(IN_POD));
    }

    /**
     * Returns what was given on the command line, else the default.
     *
     * @throws Failure if nothing was given and the default directory is not there, telling what to type
     */
    static Location orDefault(@Nullable Location given, HostRootOption hostRoot, CommonOptions common) {
        if (given != null) {
            return given;
        }
        DirectoryLocation location = of(hostRoot.get(), common.values());
        if (!Files.exists(location.path())) {
            throw Failure.failed("can't read the location %s: no such file or directory".formatted(location))
                    .hint("that is where snapshot puts sets on a control-plane host; name another LOCATION");
        }
        return location;
    }

    /** Names where the chart mounts that directory in pods that see nothing else of the host. */
    static final Path IN_POD = Path.of("/source");
}
