package io.etcdsnapshot.bbolt;

import java.io.IOException;

/** Walks every page in use once, and adds up what the pages are used for. It holds the pages from the root to where it is. */
final class SpaceWalk {
    private static final int META_PAGES = 2;

    /** What is done with the leaves of one tree. */
    @FunctionalInterface
    private interface Leaves {
        void add(NodePage leaf, long bytes) throws IOException;
    }

    private final Database database;
    private final byte[] bucket;
    private final BackwardElements elements;
    private final PageLimit limit;
    private long branchBytes;
    private long leafBytes;
    private long contentBytes;
    private long otherBytes;

    /**
     * @param bucket directly below the root
     * @param elements gets those of the bucket
     */
    SpaceWalk(Database database, byte[] bucket, BackwardElements elements) {
        this.database = database;
        this.bucket = bucket;
        this.elements = elements;
        this.limit = new PageLimit(database);
    }

    Space run() throws IOException {
        Meta meta = database.meta();
        walk(meta.root(), 0, this::addRootLeaf);
        long metaBytes = (long) META_PAGES * meta.pageSize();
        if (meta.freelist() != Meta.NO_FREELIST) {
            metaBytes += (Page.overflow(database.header(meta.freelist()), 0) + 1) * meta.pageSize();
        }
        long databaseBytes = meta.pageCount() * meta.pageSize();
        long freeBytes = databaseBytes - metaBytes - branchBytes - leafBytes - otherBytes;
        if (freeBytes < 0) {
            throw new CorruptDatabase("pages are used more than once");
        }
        return new Space(
                metaBytes,
                branchBytes,
                leafBytes,
                contentBytes,
                otherBytes,
                freeBytes,
                Math.max(0, database.size() - databaseBytes));
    }

    private void walk(long number, int depth, Leaves leaves) throws IOException {
        limit.take(depth);
        NodePage page = database.page(number);
        if (page.isLeaf()) {
            leaves.add(page, page.bytes().length);
            return;
        }
        branchBytes += page.bytes().length;
        for (int i = page.count(); i-- > 0; ) {
            walk(page.child(i), depth + 1, leaves);
        }
    }

    private void addRootLeaf(NodePage leaf, long bytes) throws IOException {
        otherBytes += bytes;
        for (int i = leaf.count(); i-- > 0; ) {
            if (!leaf.isBucket(i)) {
                continue;
            }
            long root = root(leaf, i);
            boolean wanted = leaf.compareKey(i, bucket) == 0;
            if (root != BucketHeader.INLINE) {
                walk(root, 0, wanted ? this::addLeaf : (other, size) -> addOtherLeaf(other, size, 0));
            } else if (wanted) {
                byte[] value = leaf.copyOfValue(i);
                NodePage inline = database.checked(value, BucketHeader.BYTES, "an inline bucket");
                otherBytes -= value.length - BucketHeader.BYTES;
                addLeaf(inline, value.length - BucketHeader.BYTES);
            }
        }
    }

    private void addLeaf(NodePage leaf, long bytes) throws IOException {
        leafBytes += bytes;
        for (int i = leaf.count(); i-- > 0; ) {
            if (leaf.isBucket(i)) {
                throw new CorruptDatabase("a bucket where a value belongs");
            }
            contentBytes += leaf.keyBytes(i) + leaf.valueBytes(i);
            elements.add(leaf.bytes(), leaf.keyAt(i), leaf.keyBytes(i), leaf.valueBytes(i));
        }
    }

    private void addOtherLeaf(NodePage leaf, long bytes, int depth) throws IOException {
        otherBytes += bytes;
        for (int i = leaf.count(); i-- > 0; ) {
            long root = leaf.isBucket(i) ? root(leaf, i) : BucketHeader.INLINE;
            if (root != BucketHeader.INLINE) {
                limit.take(depth);
                walk(root, 0, (nested, size) -> addOtherLeaf(nested, size, depth + 1));
            }
        }
    }

    private static long root(NodePage leaf, int index) throws CorruptDatabase {
        if (leaf.valueBytes(index) < BucketHeader.BYTES) {
            throw new CorruptDatabase("a bucket without a header");
        }
        return BucketHeader.root(leaf.bytes(), leaf.valueAt(index));
    }
}
