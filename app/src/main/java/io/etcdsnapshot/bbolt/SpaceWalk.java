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
    private final ElementVisitor elements;
    private final PageLimit limit;
    private long branchBytes;
    private long leafBytes;
    private long contentBytes;
    private long otherBytes;

    /**
     * @param bucket directly below the root
     * @param elements sees those of the bucket, the last first
     */
    SpaceWalk(Database database, byte[] bucket, ElementVisitor elements) {
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
            if (leaf.compareKey(i, bucket) == 0) {
                walkWanted(leaf, i, root);
            } else if (root != BucketHeader.INLINE) {
                walk(root, 0, (other, size) -> addOtherLeaf(other, size, 0));
            }
        }
    }

    /** Of the values in this bucket, which most of the database is, the rest is not read. */
    private void walkWanted(NodePage parent, int index, long root) throws IOException {
        BucketWalk walk = new BucketWalk(database, true, elements, damage -> {
            throw damage;
        });
        if (root != BucketHeader.INLINE) {
            walk.page(root, 0);
        } else {
            walk.leaf(database.checked(parent.copyOfValue(index), BucketHeader.BYTES, "an inline bucket"));
            otherBytes -= walk.leafBytes();
        }
        branchBytes += walk.branchBytes();
        leafBytes += walk.leafBytes();
        contentBytes += walk.contentBytes();
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
