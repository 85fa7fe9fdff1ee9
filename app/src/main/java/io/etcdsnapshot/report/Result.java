package io.etcdsnapshot.report;

import io.etcdsnapshot.console.LoggedError;
import java.util.List;
import java.util.Map;

/** Renders what a command returns as text, JSON, summary and metrics, and knows how the command ended. */
public interface Result {
    /** Writes what a person reads. */
    void print(TextReport text);

    /** Returns what is written as JSON: a record whose shape is public. */
    default Object document() {
        return this;
    }

    /** Returns one of {@link ExitCodes}. */
    default int exitCode() {
        return ExitCodes.OK;
    }

    /** Returns what failed, for standard error. */
    default List<LoggedError> errors() {
        return List.of();
    }

    /** Returns the fields that a {@link Summary} has of this result, in their order; lists may be cut short. */
    default Map<String, Object> summary() {
        return Map.of();
    }

    /** Sets the figures that a monitoring system may know. */
    default void measure(Metrics metrics) {}
}
