package io.etcdsnapshot.host;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Holds how a backup is taken on a host.
 *
 * @param script {@code cluster-backup.sh} as the host sees it
 * @param etcdctl as the host sees it, or null to look for one
 * @param force past the check of the operators
 * @param timeout for each program
 * @param retryFor how long to wait for operators that are progressing
 */
public record CaptureOptions(
        Method method, String script, @Nullable String etcdctl, boolean force, Duration timeout, Duration retryFor) {
    /** Named as users write it. */
    public enum Method {
        auto,
        script,
        etcdctl
    }
}
