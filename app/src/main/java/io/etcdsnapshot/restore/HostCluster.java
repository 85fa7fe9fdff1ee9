package io.etcdsnapshot.restore;

import org.jspecify.annotations.Nullable;

/**
 * What the host knows of its cluster, which on the day of a restore may be little.
 *
 * @param id null where not known
 * @param version null where not known
 * @param apiAnswers whether the API server is ready
 */
public record HostCluster(@Nullable String id, @Nullable String version, boolean apiAnswers) {}
