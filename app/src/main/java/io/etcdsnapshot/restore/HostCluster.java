package io.etcdsnapshot.restore;

import org.jspecify.annotations.Nullable;

/**
 * What the host knows of its cluster, which on the day of a restore may be little.
 *
 * @param id null where not known
 * @param name {@code clusterId} of the values; null where none was given
 * @param version null where not known
 * @param apiAnswers whether the API server is ready
 * @param fingerprint what its own files tell, without the API
 * @param etcdVersion of the etcd that ran here last; null where not known
 */
public record HostCluster(
        @Nullable String id,
        @Nullable String name,
        @Nullable String version,
        boolean apiAnswers,
        ClusterFingerprint fingerprint,
        @Nullable String etcdVersion) {
    /** Returns the same host, its cluster known by its own files alone. */
    HostCluster withoutIdAndVersion() {
        return new HostCluster(null, name, null, apiAnswers, fingerprint, etcdVersion);
    }

    /** Returns a host of which nothing is known. */
    public static HostCluster unknown() {
        return new HostCluster(null, null, null, false, ClusterFingerprint.NONE, null);
    }
}
