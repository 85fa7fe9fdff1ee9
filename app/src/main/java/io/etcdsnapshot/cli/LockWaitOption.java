package io.etcdsnapshot.cli;

import io.etcdsnapshot.retention.CalendarDuration;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Takes how long a command waits for another run. */
final class LockWaitOption {
    @Option(
            names = "--lock-wait",
            paramLabel = "DURATION",
            defaultValue = "0s",
            description = "wait this long for another run that holds the lock (default: not at all)")
    CalendarDuration wait;

    Duration get() {
        return wait.toDuration();
    }
}
