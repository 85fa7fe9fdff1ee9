package io.etcdsnapshot.etcd;

import java.nio.charset.StandardCharsets;

/**
 * Reads a freelist page: the numbers of the pages that nobody uses. etcd writes none, but a database that other
 * programs touched can have one. Record: {@code FREELIST, pages, ids, [id]…}, or {@code BROKEN}.
 */
final class FreelistRun implements PageRun {
    private static final int COUNT_FOLLOWS = 0xffff;

    private final int pages;
    private final int headerCount;
    private final long pageCount;
    private final RecordBuffer ids = new RecordBuffer();
    private boolean started;
    private long expected = -1;
    private long found;
    private boolean impossible;

    FreelistRun(int headerCount, int pages, long pageCount) {
        this.headerCount = headerCount;
        this.pages = pages;
        this.pageCount = pageCount;
    }

    @Override
    public void feed(byte[] bytes, int offset, int length) {
        int at = offset;
        if (!started) {
            started = true;
            at += HEADER_BYTES;
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
            byte[] reason = "it lists pages that can't be".getBytes(StandardCharsets.UTF_8);
            record.putByte(BROKEN).putInt(pages).putKey(reason, reason.length);
        } else {
            record.putByte(FREELIST).putInt(pages).putInt((int) found).putAll(ids);
        }
    }
}
