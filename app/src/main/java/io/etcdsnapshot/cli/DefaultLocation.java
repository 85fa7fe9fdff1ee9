package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.values.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where sets are when nobody says: the directory that {@code snapshot} fills. */
public final class DefaultLocation {
    static final String DIRECTORY = "/home/core/etcd-snapshots";

    private DefaultLocation() {}

    /** In this process's view. */
    public static String of(HostRoot root, Values values) {
        return root.resolve(values.text("snapshot.directory").orElse(DIRECTORY)).toString();
    }

    /**
     * @param given on the command line, or null
     * @throws Failure if nothing was given and the usual directory is not there, telling what to type
     */
    static String orDefault(@Nullable String given, HostRootOption hostRoot, Values values) {
        if (given != null) {
            return requireNamed(given);
        }
        String location = of(hostRoot.get(), values);
        if (!Files.exists(Path.of(location))) {
            throw Failure.failed("can't read the location %s: no such file or directory".formatted(location))
                    .hint("that is where snapshot puts sets on a control-plane host; name another LOCATION");
        }
        return location;
    }

    /** @throws Failure wrong usage, if that names nothing: as a path it would be the working directory */
    static String requireNamed(String location) {
        if (location.isEmpty()) {
            throw Failure.wrongUsage("the location is empty");
        }
        return location;
    }
}
