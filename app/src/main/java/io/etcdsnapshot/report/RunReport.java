package io.etcdsnapshot.report;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells how one run of a command went.
 *
 * @param error the first that was shown, without secrets, or null
 * @param hint that came with it, or null
 * @param result what the command handed back, or null if it came to none
 */
public record RunReport(
        String command,
        Instant start,
        Duration duration,
        int exitCode,
        @Nullable String error,
        @Nullable String hint,
        @Nullable Result result) {
    boolean ok() {
        return exitCode == 0;
    }
}
