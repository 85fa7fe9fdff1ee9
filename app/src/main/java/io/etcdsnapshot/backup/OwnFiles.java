package io.etcdsnapshot.backup;

import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Adds to a store that it keeps files of this program beside the sets. */
public interface OwnFiles {
    /** Returns the content, its beginning where it is too long; empty where there is no such file. */
    Optional<byte[]> readOwn(OwnFile file) throws IOException;

    /**
     * Replaces the content in one step: a reader sees the old or the new. Others may do the same at that time; what they
     * wrote is in what {@code change} gets, or that change is made once more.
     *
     * @param change gets the content as {@link #readOwn} reads it, of no bytes where there is no file; may be called again
     */
    void changeOwn(OwnFile file, UnaryOperator<byte[]> change) throws IOException;
}
