package io.etcdsnapshot.report;

import io.etcdsnapshot.lookup.ObjectSink;
import java.io.IOException;

/** Writes the objects of an answer in one of the forms that a user may ask for. */
public interface ObjectText extends ObjectSink {
    /** Writes what is still to be written, once all objects were taken. */
    void end() throws IOException;
}
