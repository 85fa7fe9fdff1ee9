package io.etcdsnapshot.check;

import io.etcdsnapshot.failure.Failure;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Bundles the checks of something that an installation needs.
 *
 * @param checks each rests on those before it: after one that fails, the others tell nothing
 * @param resources that the checks use
 */
public record CheckTarget(List<Check> checks, Closeable resources) {
    /** @param name of what is looked at */
    public record Check(String name, Probe probe) {}

    /** Looks at one thing, and changes nothing that lasts. */
    @FunctionalInterface
    public interface Probe {
        /**
         * @return what is there; empty where there is nothing to tell
         * @throws Failure saying what is wrong
         * @throws Warning saying what is well, but not as it should be
         */
        String run() throws IOException, InterruptedException;
    }

    /** Tells of something that works, but that somebody should know of. */
    public static final class Warning extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String hint;

        /** @param hint what to do */
        public Warning(String message, String hint) {
            super(message);
            this.hint = hint;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }

        String hint() {
            return hint;
        }
    }

    /** Returns the same with one more check after the others. */
    public CheckTarget and(String name, Probe probe) {
        List<Check> more = new ArrayList<>(checks);
        more.add(new Check(name, probe));
        return new CheckTarget(more, resources);
    }

    public static CheckTarget of(Check... checks) {
        return new CheckTarget(List.of(checks), () -> {});
    }

    public static CheckTarget of(String name, Probe probe) {
        return of(new Check(name, probe));
    }
}
