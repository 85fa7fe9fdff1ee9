package io.etcdsnapshot.etcd;

/**
 * Looks at every value of a snapshot while it is verified, and marks those of a kind. Values come in the order they lie
 * in the file, those that were replaced or deleted among them; which labels live values carry is known in the end.
 */
public interface ValueLabels {
    /** The highest label. */
    int MAX_LABEL = 255;

    /** Labels nothing. */
    ValueLabels NONE = (bytes, keyAt, keyBytes, valueAt, valueBytes, modRevision) -> 0;

    /**
     * Labels a value.
     *
     * @param bytes hold etcd's key and the value, and are valid during the call
     * @param modRevision the main revision that wrote it
     * @return 1 to {@link #MAX_LABEL}, or 0 for no label
     */
    int label(byte[] bytes, int keyAt, int keyBytes, int valueAt, int valueBytes, long modRevision);
}
