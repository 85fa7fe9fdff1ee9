package io.etcdsnapshot.etcd;

/**
 * A page and its overflow pages, fed one physical page at a time, because nothing larger than a page is ever held in
 * memory. Source: {@code bbolt/internal/common/page.go}.
 */
interface PageRun {
    int HEADER_BYTES = 16;
    int ELEMENT_BYTES = 16;
    int BUCKET_HEADER_BYTES = 16;
    int BRANCH = 0x01;
    int LEAF = 0x02;
    int FREELIST = 0x10;
    /** Not in bbolt: marks the record of a page that names itself rightly but whose content can't be right. */
    int BROKEN = 0x80;

    /** Takes the next physical page of the run. */
    void feed(byte[] bytes, int offset, int length);

    /** Writes what is to be kept of the run, once all of it was fed. */
    void writeRecord(RecordBuffer record);
}
