package io.etcdsnapshot.bbolt;

/**
 * Sums up a leaf page while it is read, for whoever knows what its elements mean. What it writes is kept with the page,
 * and handed out again when the tree is walked in key order. One instance is used for page after page.
 */
public interface LeafSummary {
    /** Begins another page. */
    void begin();

    /**
     * Takes the next element; its value lies behind its key.
     *
     * @param bytes valid during the call
     * @param valueBytes none for a nested bucket
     */
    void add(byte[] bytes, int keyAt, int keyBytes, int valueBytes);

    /** Writes the summary; the page was sound by itself. */
    void write(RecordBuffer record);
}
