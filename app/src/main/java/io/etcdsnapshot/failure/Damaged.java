package io.etcdsnapshot.failure;

import java.io.IOException;

/** Content that turned out to be wrong while it was read: a finding, and never {@link Unreadable}. */
public final class Damaged extends IOException {
    public Damaged(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
