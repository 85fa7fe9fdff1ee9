package io.etcdsnapshot.cli;

import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.store.wrapped.DatedStore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Says when a set of another tool was taken whose name tells no time. */
final class TakenAtOption {
    @Variable(Variable.NONE)
    @Option(
            names = "--taken-at",
            paramLabel = "TIME",
            description = "when the one set was taken whose name tells no time, such as 2026-11-20T01:30:00Z")
    @Nullable
    Instant time;

    ReadableStore over(ReadableStore store) {
        return time == null ? store : new DatedStore(store, time);
    }
}
