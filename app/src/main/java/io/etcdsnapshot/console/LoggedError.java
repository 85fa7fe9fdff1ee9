package io.etcdsnapshot.console;

import io.etcdsnapshot.failure.Failure;
import java.util.Objects;

/**
 * An error as it is shown: what is wrong, and what to do about it.
 *
 * @param hint empty if there is none
 */
public record LoggedError(String message, String hint) {
    /** Returns what a failure tells. */
    public static LoggedError of(Failure failure) {
        return new LoggedError(failure.getMessage(), Objects.requireNonNullElse(failure.hint(), ""));
    }

    /** Returns the same error with the name of what failed in front. */
    public LoggedError at(String place) {
        return new LoggedError(place + ": " + message, hint);
    }
}
