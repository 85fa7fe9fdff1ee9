package io.etcdsnapshot.etcd;

/**
 * Looks at the beginning of every value of a snapshot while it is verified, and marks those of a kind. Values come in the
 * order they lie in the file, those that were replaced or deleted among them; which labels live values carry is known in
 * the end.
 */
public interface ValueLabels {
    /** How many bytes of a value are shown to {@link #label} at most. */
    int HEAD_BYTES = 128;

    /** The highest label. */
    int MAX_LABEL = 255;

    /** No value longer than this is kept. */
    int KEPT_BYTES = 64 * 1024;

    /** Labels nothing. */
    ValueLabels NONE = new ValueLabels() {
        @Override
        public int label(byte[] key, int keyLength, byte[] head, int headLength) {
            return 0;
        }

        @Override
        public boolean wantsValue(int label, long modRevision) {
            return false;
        }

        @Override
        public void keep(int label, long modRevision, byte[] key, byte[] value) {}
    };

    /**
     * Labels a value.
     *
     * @param key etcd's, valid during the call
     * @param head the value's first bytes, valid during the call
     * @return 1 to {@link #MAX_LABEL}, or 0 for no label
     */
    int label(byte[] key, int keyLength, byte[] head, int headLength);

    /** Returns whether {@link #keep} should get this value, if it isn't too long. */
    boolean wantsValue(int label, long modRevision);

    /** Takes a whole value that was wanted. */
    void keep(int label, long modRevision, byte[] key, byte[] value);
}
