package io.etcdsnapshot.bbolt;

/** Sees the elements of a bucket. */
public interface ElementVisitor {
    /** Returns how many bytes of a value it usually needs to see. */
    int usualBytes();

    /**
     * Sees one element.
     *
     * @param bytes begin with the key, followed by the value's first bytes; valid during the call
     * @param seen how many bytes of the value there are
     * @param valueLength bytes of the whole value
     * @return false to see it again with its whole value
     * @throws CorruptDatabase if the element can't be right
     */
    boolean element(byte[] bytes, int keyLength, int seen, int valueLength) throws CorruptDatabase;
}
