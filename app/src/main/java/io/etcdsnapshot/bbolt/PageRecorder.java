package io.etcdsnapshot.bbolt;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Checks a page by itself and writes what is kept of it: of a branch {@code pages, BRANCH, count, [child, key]…}; of a
 * leaf {@code pages, LEAF, count, length of the summary, summary, if count is not 0 the first and the last key,
 * [BUCKET, name, root, if inline the length of the body and the body]…, NO_MORE}, where the body is all behind the kind; of the freelist {@code pages, FREELIST,
 * ids, [id]…}; of a damaged page {@code pages, BROKEN, reason}.
 */
final class PageRecorder {
    /** Not in bbolt: marks the record of a page that names itself rightly but whose content can't be right. */
    static final int BROKEN = 0x80;

    static final int NO_MORE = 0;
    private static final int BUCKET = 1;

    private static final int COUNT_FOLLOWS = 0xffff;

    private final LeafSummary summary;
    private final RecordBuffer summaryRecord = new RecordBuffer();

    PageRecorder(LeafSummary summary) {
        this.summary = summary;
    }

    /**
     * @param at where the page's header lies
     * @param end where its last overflow page ends
     * @param pages physical pages, the overflow included
     * @param pageSize bytes of each
     * @param pageCount pages in the file
     */
    void record(RecordBuffer record, byte[] bytes, int at, int end, int pages, int pageSize, long pageCount) {
        int kind = Page.flags(bytes, at);
        String problem;
        if (kind == Page.FREELIST) {
            problem = recordFreelist(record, bytes, at, end, pages, pageCount);
        } else {
            NodePage page = new NodePage(bytes, at, end);
            // Only a page of few elements has overflow pages, so a table never leaves the first page.
            problem = Page.HEADER_BYTES + page.count() * LeafElement.BYTES > pageSize
                    ? "its elements don't fit in it"
                    : page.problem(pageCount);
            if (problem == null) {
                record.putVarint(pages).putByte(kind);
                problem = page.isLeaf() ? recordLeaf(record, page, pageCount) : recordBranch(record, page);
            }
        }
        if (problem != null) {
            recordBroken(record.clear(), pages, problem);
        }
    }

    static void recordBroken(RecordBuffer record, int pages, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        record.putVarint(pages).putByte(BROKEN).putKey(text, 0, text.length);
    }

    private static @Nullable String recordBranch(RecordBuffer record, NodePage page) {
        record.putVarint(page.count());
        for (int i = 0; i < page.count(); i++) {
            putKey(record.putInt((int) page.child(i)), page, i);
        }
        return null;
    }

    private @Nullable String recordLeaf(RecordBuffer record, NodePage page, long pageCount) {
        summary.write(page, summaryRecord.clear());
        record.putVarint(page.count()).putVarint(summaryRecord.size()).putAll(summaryRecord);
        if (page.count() > 0) {
            putKey(record, page, 0);
            putKey(record, page, page.count() - 1);
        }
        String problem = page.holdsBuckets() ? recordBuckets(record, page, pageCount) : null;
        record.putByte(NO_MORE);
        return problem;
    }

    private static void putKey(RecordBuffer record, NodePage page, int index) {
        record.putKey(page.bytes(), page.keyAt(index), page.keyBytes(index));
    }

    private @Nullable String recordBuckets(RecordBuffer record, NodePage page, long pageCount) {
        for (int i = 0; i < page.count(); i++) {
            String problem = page.isBucket(i) ? recordBucket(record.putByte(BUCKET), page, i, pageCount) : null;
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    /** A bucket's value is its header; where that names no root page, the bucket's only page follows it. */
    private @Nullable String recordBucket(RecordBuffer record, NodePage page, int index, long pageCount) {
        if (page.valueBytes(index) < BucketHeader.BYTES) {
            return "element %d is a bucket without a header".formatted(index);
        }
        long root = BucketHeader.root(page.bytes(), page.valueAt(index));
        putKey(record, page, index);
        record.putLong(root);
        if (root != BucketHeader.INLINE) {
            return null;
        }
        int at = page.valueAt(index) + BucketHeader.BYTES;
        int end = page.valueAt(index) + page.valueBytes(index);
        if (end - at < Page.HEADER_BYTES || Page.flags(page.bytes(), at) != Page.LEAF) {
            return "element %d is an inline bucket without a page".formatted(index);
        }
        NodePage inline = new NodePage(page.bytes(), at, end);
        String problem = inline.problem(pageCount);
        if (problem != null) {
            return "inline bucket in element %d: %s".formatted(index, problem);
        }
        if (inline.holdsBuckets()) {
            return "inline bucket in element %d holds buckets".formatted(index);
        }
        RecordBuffer body = new RecordBuffer();
        recordLeaf(body, inline, pageCount);
        record.putVarint(body.size()).putAll(body);
        return null;
    }

    /** etcd writes no freelist, but a database that other programs touched can have one. */
    private static @Nullable String recordFreelist(
            RecordBuffer record, byte[] bytes, int at, int end, int pages, long pageCount) {
        int from = at + Page.HEADER_BYTES;
        long count = Page.count(bytes, at);
        if (count == COUNT_FOLLOWS) {
            count = LittleEndian.getLong(bytes, from);
            from += Long.BYTES;
        }
        if (count < 0 || count > (end - from) / Long.BYTES) {
            return "it lists pages that can't be";
        }
        record.putVarint(pages).putByte(Page.FREELIST).putInt((int) count);
        for (long left = count; left > 0; left--, from += Long.BYTES) {
            long id = LittleEndian.getLong(bytes, from);
            if (id < 2 || id >= pageCount) {
                return "it lists pages that can't be";
            }
            record.putInt((int) id);
        }
        return null;
    }
}
