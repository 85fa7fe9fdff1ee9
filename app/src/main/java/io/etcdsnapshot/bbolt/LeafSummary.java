package io.etcdsnapshot.bbolt;

/**
 * Sums up a leaf page while it is read, for whoever knows what its elements mean. What it writes is kept with the page,
 * and handed out again when the tree is walked in key order. One instance is used for page after page.
 */
public interface LeafSummary {
    /** Begins another page. */
    void begin();

    /**
     * Takes the key of the next element.
     *
     * @param key valid during the call
     * @param valueBytes how many bytes of {@link #value} follow; none for a nested bucket
     */
    void key(byte[] key, int length, long valueBytes);

    /** Takes the next part of the element's value. */
    void value(byte[] bytes, int offset, int length);

    /** Ends the element. */
    void end();

    /** Writes the summary; the page was sound by itself. */
    void write(RecordBuffer record);
}
