package io.etcdsnapshot.lookup;

import java.io.IOException;

/** Takes the objects of an answer one after another. */
public interface ObjectSink {
    /** Returns whether it needs what objects say, and not only that they are there. */
    boolean needsContent();

    void accept(ObjectVersion version) throws IOException;
}
