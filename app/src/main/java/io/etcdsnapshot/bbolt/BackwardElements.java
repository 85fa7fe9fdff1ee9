package io.etcdsnapshot.bbolt;

import java.io.IOException;

/** Takes the elements of a bucket from its last key to its first. */
@FunctionalInterface
public interface BackwardElements {
    /**
     * Takes one; its value lies behind its key.
     *
     * @param bytes valid during the call
     */
    void add(byte[] bytes, int keyAt, int keyBytes, int valueBytes) throws IOException;
}
