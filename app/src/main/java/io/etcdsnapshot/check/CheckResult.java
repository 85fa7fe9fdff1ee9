package io.etcdsnapshot.check;

import io.etcdsnapshot.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Reports the result of one check.
 *
 * @param detail what is there, or what is wrong
 * @param hint what to do, or null
 * @param warning true where it works, but somebody should know of this; else null
 */
public record CheckResult(String name, boolean ok, String detail, @Nullable String hint, @Nullable Boolean warning) {
    public static CheckResult passed(String name, String detail) {
        return new CheckResult(name, true, detail, null, null);
    }

    static CheckResult warning(String name, CheckTarget.Warning warning) {
        return new CheckResult(name, true, warning.getMessage(), warning.hint(), true);
    }

    public static CheckResult failed(String name, Failure failure) {
        return new CheckResult(name, false, failure.getMessage(), failure.hint(), null);
    }

    public boolean isWarning() {
        return warning != null && warning;
    }
}
