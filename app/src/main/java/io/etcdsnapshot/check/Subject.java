package io.etcdsnapshot.check;

import io.etcdsnapshot.failure.Failure;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Something that an installation needs.
 *
 * @param steps each rests on those before it: after one that fails, the others tell nothing
 * @param resources that the steps use
 */
public record Subject(List<Step> steps, Closeable resources) {
    /** @param name of what is looked at */
    public record Step(String name, Look look) {}

    /** Looks at one thing, and changes nothing that lasts. */
    @FunctionalInterface
    public interface Look {
        /**
         * @return what is there
         * @throws Failure saying what is wrong
         */
        String look() throws IOException, InterruptedException;
    }

    public static Subject of(Step... steps) {
        return new Subject(List.of(steps), () -> {});
    }

    public static Subject of(String name, Look look) {
        return of(new Step(name, look));
    }
}
