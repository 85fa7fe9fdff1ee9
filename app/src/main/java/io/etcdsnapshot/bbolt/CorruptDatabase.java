package io.etcdsnapshot.bbolt;

import java.io.IOException;

/** Content of a database that can't be right, as opposed to an error in reading it; the message names the place. */
public final class CorruptDatabase extends IOException {
    public CorruptDatabase(String message) {
        super(message);
    }
}
