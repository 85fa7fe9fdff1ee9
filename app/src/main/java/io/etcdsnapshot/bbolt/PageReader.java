package io.etcdsnapshot.bbolt;

/**
 * Reads a page and its overflow pages, one physical page at a time, because nothing larger than a page is ever held in
 * memory.
 */
interface PageReader {
    /** Takes the next physical page. */
    void feed(byte[] bytes, int offset, int length);

    /** Writes what is to be kept of the page, once all of it was fed. */
    void writeRecord(RecordBuffer record);
}
