package io.etcdsnapshot.bbolt;

import java.io.IOException;

/**
 * Goes through the pages of a bucket. Of a leaf it reads the table of elements, and of each element what the visitor needs:
 * most of a database of etcd's are values.
 */
final class BucketWalk {
    private final Database database;
    private final boolean lastFirst;
    private final ElementVisitor visitor;
    private final ElementDamage damages;
    private final PageLimit limit;
    private long branchBytes;
    private long leafBytes;
    private long contentBytes;
    private byte[] table = new byte[512];
    private byte[] element = new byte[512];

    BucketWalk(Database database, boolean lastFirst, ElementVisitor visitor, ElementDamage damages) {
        this.database = database;
        this.lastFirst = lastFirst;
        this.visitor = visitor;
        this.damages = damages;
        this.limit = new PageLimit(database);
    }

    /** Returns the bytes of the branches. */
    long branchBytes() {
        return branchBytes;
    }

    /** Returns the bytes of the leaves. */
    long leafBytes() {
        return leafBytes;
    }

    /** Returns the bytes of keys and values. */
    long contentBytes() {
        return contentBytes;
    }

    void page(long number, int depth) throws IOException {
        try {
            limit.take(depth);
            byte[] header = database.header(number);
            if (Page.flags(header, 0) == Page.LEAF) {
                leaf(number, header);
                return;
            }
            NodePage branch = database.page(number);
            branchBytes += branch.bytes().length;
            for (int i = 0; i < branch.count(); i++) {
                page(branch.child(at(i, branch.count())), depth + 1);
            }
        } catch (CorruptDatabase e) {
            damages.handle(e);
        }
    }

    private int at(int step, int count) {
        return lastFirst ? count - 1 - step : step;
    }

    private void leaf(long number, byte[] header) throws IOException {
        int count = Page.count(header, 0);
        int tableBytes = count * LeafElement.BYTES;
        long end = database.length(number, header);
        if (Page.HEADER_BYTES + tableBytes > end) {
            throw new CorruptDatabase("page %d: its elements don't fit in it".formatted(number));
        }
        leafBytes += end;
        table = table.length < tableBytes ? new byte[tableBytes] : table;
        database.read(number, Page.HEADER_BYTES, table, tableBytes);
        for (int i = 0; i < count; i++) {
            try {
                element(number, at(i, count) * LeafElement.BYTES, end);
            } catch (CorruptDatabase e) {
                damages.handle(e);
            }
        }
    }

    private void element(long number, int at, long end) throws IOException {
        long from = Page.HEADER_BYTES + at + LeafElement.position(table, at);
        long keyBytes = LeafElement.keyBytes(table, at);
        long valueBytes = LeafElement.valueBytes(table, at);
        if (keyBytes == 0 || keyBytes > Page.MAX_KEY_BYTES || from + keyBytes + valueBytes > end) {
            throw new CorruptDatabase(
                    "page %d: element %d doesn't fit in it".formatted(number, at / LeafElement.BYTES));
        }
        if (LeafElement.isBucket(table, at)) {
            throw new CorruptDatabase("a bucket where a value belongs");
        }
        contentBytes += keyBytes + valueBytes;
        int seen = (int) Math.min(valueBytes, visitor.usualBytes());
        if (!show(number, from, (int) keyBytes, seen, (int) valueBytes)) {
            show(number, from, (int) keyBytes, (int) valueBytes, (int) valueBytes);
        }
    }

    private boolean show(long number, long from, int keyBytes, int seen, int valueBytes) throws IOException {
        int length = keyBytes + seen;
        element = element.length < length ? new byte[length] : element;
        database.read(number, from, element, length);
        return visitor.element(element, keyBytes, seen, valueBytes);
    }

    /** Walks the leaf of a bucket that lies within its parent's page. */
    void leaf(NodePage inline) throws IOException {
        leafBytes += inline.bytes().length - BucketHeader.BYTES;
        for (int i = 0; i < inline.count(); i++) {
            int index = at(i, inline.count());
            int keyAt = inline.keyAt(index);
            int length = inline.keyBytes(index) + inline.valueBytes(index);
            element = element.length < length ? new byte[length] : element;
            System.arraycopy(inline.bytes(), keyAt, element, 0, length);
            try {
                int valueBytes = inline.valueBytes(index);
                contentBytes += inline.keyBytes(index) + valueBytes;
                visitor.element(element, inline.keyBytes(index), valueBytes, valueBytes);
            } catch (CorruptDatabase e) {
                damages.handle(e);
            }
        }
    }
}
