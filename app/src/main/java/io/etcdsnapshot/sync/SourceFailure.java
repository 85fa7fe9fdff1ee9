package io.etcdsnapshot.sync;

import io.etcdsnapshot.failure.Failure;

/** A set of the source that can't be read or is damaged: no destination's fault. */
final class SourceFailure extends Exception {
    private final Failure failure;

    SourceFailure(Failure failure) {
        super(failure);
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
