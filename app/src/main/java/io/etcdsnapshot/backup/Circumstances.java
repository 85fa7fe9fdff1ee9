package io.etcdsnapshot.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds what a manifest says beyond what the files of its set tell. */
public record Circumstances(
        String node,
        @Nullable String clusterId,
        @Nullable String clusterName,
        @Nullable String clusterVersion,
        List<String> tags,
        String tool) {
    /** Finds them out, only once a backup is being taken. */
    @FunctionalInterface
    public interface Inquiry {
        Circumstances make() throws InterruptedException;
    }
}
