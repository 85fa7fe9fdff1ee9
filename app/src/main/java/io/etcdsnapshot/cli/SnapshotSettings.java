package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.StoredForm;
import io.etcdsnapshot.host.CaptureOptions;
import io.etcdsnapshot.host.HostRoot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides how one set is taken, from options, environment, values and defaults.
 *
 * @param onlyOnHost the name that the host has to have, or null for any
 * @param clusterId the name that the user gave the cluster, or null
 * @param proxy by upper-case variable name
 * @param form in which the set is stored
 */
public record SnapshotSettings(
        HostRoot hostRoot,
        Place place,
        CaptureOptions capture,
        Duration minClusterAge,
        @Nullable String onlyOnHost,
        List<String> tags,
        @Nullable String clusterId,
        Map<String, String> proxy,
        StoredForm form) {
    /**
     * Names where the set goes.
     *
     * @param directory as the host sees it
     * @param allowedDirectories below one of which that must lie
     * @param minFreePercent of the file system, that must stay free
     */
    public record Place(String directory, List<String> allowedDirectories, int minFreePercent) {}
}
