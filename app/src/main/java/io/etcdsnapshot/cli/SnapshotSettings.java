package io.etcdsnapshot.cli;

import io.etcdsnapshot.host.HostRoot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that decides how one backup is taken, from options, environment, values and defaults.
 *
 * @param directory as the host sees it
 * @param script as the host sees it
 * @param etcdctl as the host sees it, or null to look for one
 * @param minFreePercent of the file system, that must stay free
 * @param proxy by upper-case variable name
 */
public record SnapshotSettings(
        HostRoot hostRoot,
        String directory,
        List<String> allowedDirectories,
        @Nullable String onlyOnHost,
        Method method,
        String script,
        @Nullable String etcdctl,
        boolean force,
        Duration timeout,
        Duration retryFor,
        Duration minClusterAge,
        int minFreePercent,
        List<String> tags,
        @Nullable String clusterId,
        Map<String, String> proxy) {
    /** How a backup is taken. */
    public enum Method {
        auto,
        script,
        etcdctl
    }
}
