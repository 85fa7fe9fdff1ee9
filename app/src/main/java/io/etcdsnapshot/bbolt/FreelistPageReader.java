package io.etcdsnapshot.bbolt;

/**
 * Reads a freelist page: the numbers of the pages that nobody uses. etcd writes none, but a database that other
 * programs touched can have one. Record: {@code FREELIST, pages, ids, [id]…}, or that of a broken page.
 */
final class FreelistPageReader implements PageReader {
    private static final int COUNT_FOLLOWS = 0xffff;

    private final int pages;
    private final int headerCount;
    private final long pageCount;
    private final RecordBuffer ids = new RecordBuffer();
    private boolean started;
    private long expected = -1;
    private long found;
    private boolean impossible;

    FreelistPageReader(int headerCount, int pages, long pageCount) {
        this.headerCount = headerCount;
        this.pages = pages;
        this.pageCount = pageCount;
    }

    @Override
    public void feed(byte[] bytes, int offset, int length) {
        int at = offset;
        if (!started) {
            started = true;
            at += Page.HEADER_BYTES;
            expected = headerCount;
            if (headerCount == COUNT_FOLLOWS) {
                expected = LittleEndian.getLong(bytes, at);
                at += Long.BYTES;
            }
            impossible = expected < 0 || expected > pageCount;
        }
        for (; !impossible && found < expected && offset + length - at >= Long.BYTES; at += Long.BYTES) {
            long id = LittleEndian.getLong(bytes, at);
            impossible = id < 2 || id >= pageCount;
            ids.putInt((int) id);
            found++;
        }
    }

    @Override
    public void writeRecord(RecordBuffer record) {
        if (impossible || found < expected) {
            NodePageReader.writeBroken(record, pages, "it lists pages that can't be");
        } else {
            record.putByte(Page.FREELIST).putVarint(pages).putInt((int) found).putAll(ids);
        }
    }
}
