package io.etcdsnapshot.check;

import io.etcdsnapshot.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Reports the result of one check.
 *
 * @param detail what is there, or what is wrong
 * @param hint what to do, or null
 */
public record CheckResult(String name, boolean ok, String detail, @Nullable String hint) {
    public static CheckResult failed(String name, Failure failure) {
        return new CheckResult(name, false, failure.getMessage(), failure.hint());
    }
}
