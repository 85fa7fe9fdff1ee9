package io.etcdsnapshot.cli;

import io.etcdsnapshot.report.Result;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A command that has a result: picocli fills its options, then {@link CommandRun} runs it and shows what it hands back. */
interface CliCommand {
    /** Names how a result is written to standard output. */
    enum Format {
        TEXT,
        WIDE,
        JSON
    }

    CommonOptions common();

    Format format();

    Result run() throws IOException, InterruptedException;

    /** Returns where figures are kept, or null for a command that has none. */
    default @Nullable MetricsOption metrics() {
        return null;
    }

    /** Returns where its runs are reported, or null for a command whose runs are not. */
    default @Nullable PingOptions ping() {
        return null;
    }

    /** Returns whether a backup is done when this command is, as far as the report of the run goes. */
    default boolean endsRun() {
        return false;
    }

    /** Returns whether the run changes nothing, and so leaves the metrics of the last real one. */
    default boolean isDryRun() {
        return false;
    }
}
