package io.etcdsnapshot.report;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one run of a command went.
 *
 * @param error the first that was told, without secrets, or null
 * @param hint that came with it, or null
 * @param document what the command showed, or null if it came to no result
 */
public record RunReport(
        String command,
        Instant start,
        Duration duration,
        int exitCode,
        @Nullable String error,
        @Nullable String hint,
        @Nullable Document document) {
    public boolean ok() {
        return exitCode == 0;
    }
}
