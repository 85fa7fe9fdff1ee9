package io.etcdsnapshot.bbolt;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the buckets of a scanned database in key order, as {@code bbolt check} does: every page is reached once or is
 * free, and every key lies between those of its parent. First the root's buckets, then each of them, then what was not
 * reached.
 */
public final class TreeCheck {
    private final Meta meta;
    private final PageRecords pages;
    private final ProblemSink problems;
    private final PageUse use;
    private final BitSet free;
    private boolean complete = true;

    /** Holds what is found below one bucket. */
    private static final class Found {
        final Consumer<LeafRecord> leaves;
        final List<BucketRecord> buckets = new ArrayList<>();
        long keys;

        Found(Consumer<LeafRecord> leaves) {
            this.leaves = leaves;
        }
    }

    TreeCheck(Meta meta, PageRecords pages, ProblemSink problems) {
        this.meta = meta;
        this.pages = pages;
        this.problems = problems;
        this.use = new PageUse(meta, pages, problems);
        this.free = use.readFreelist();
    }

    /** Walks the root and returns its buckets, in the order of their names. */
    public List<BucketRecord> rootBuckets() {
        Found root = new Found(leaf -> {});
        walkPage(meta.root(), null, null, 0, root);
        if (root.keys != root.buckets.size()) {
            problems.add("pages", "the root bucket contains keys that are not buckets");
        }
        return root.buckets;
    }

    /**
     * Walks a bucket and those nested in it.
     *
     * @param leaves gets the bucket's own leaves in key order
     * @return how many elements the bucket has
     */
    public long walk(BucketRecord bucket, Consumer<LeafRecord> leaves) {
        return walkBucket(bucket, leaves, 0);
    }

    /** Reports pages that are neither used nor free, or both; ends the check. */
    public void checkUnreached() {
        if (complete) {
            use.checkUnreached(free);
        }
    }

    /** Returns the leaf of a page that was reached as one. */
    public LeafRecord leaf(int page) {
        RecordReader record = Objects.requireNonNull(pages.get(page));
        record.getVarint();
        record.getByte();
        return LeafRecord.read(record, page);
    }

    /** Returns whether all of the tree could be read, so that what was counted in it is right. */
    public boolean isComplete() {
        return complete;
    }

    public int pageCount() {
        return pages.count();
    }

    public int reachedPages() {
        return use.reachedPages();
    }

    private long walkBucket(BucketRecord bucket, Consumer<LeafRecord> leaves, int depth) {
        Found found = new Found(leaves);
        RecordReader inline = bucket.inline();
        if (inline != null) {
            addLeaf(LeafRecord.read(inline, -1), null, null, found);
        } else {
            walkPage(bucket.root(), null, null, 0, found);
        }
        if (depth > Page.MAX_DEPTH && !found.buckets.isEmpty()) {
            problems.add("pages", "buckets lie more than %d levels deep".formatted(Page.MAX_DEPTH));
            complete = false;
            return found.keys;
        }
        for (BucketRecord nested : found.buckets) {
            walkBucket(nested, leaf -> {}, depth + 1);
        }
        return found.keys;
    }

    /**
     * @param least the smallest key allowed below this page, or null
     * @param bound the key that all below this page are smaller than, or null
     */
    private void walkPage(long page, @Nullable KeyView least, @Nullable KeyView bound, int depth, Found found) {
        RecordReader record = use.reach(page, depth);
        if (record == null) {
            complete = false;
            return;
        }
        int kind = record.getByte();
        switch (kind) {
            case Page.LEAF -> {
                if (addLeaf(LeafRecord.read(record, page), least, bound, found) == 0 && depth > 0) {
                    problems.add("pages", "page %d: a leaf below a branch, but without keys".formatted(page));
                }
            }
            case Page.BRANCH -> walkBranch(page, record, least, bound, depth, found);
            default -> {
                complete = false;
                boolean broken = kind == PageRecorder.BROKEN;
                String reason = broken ? record.getKey().text() : "a freelist where a branch or leaf belongs";
                problems.add("pages", "page %d: %s".formatted(page, reason));
            }
        }
    }

    private void walkBranch(
            long page, RecordReader record, @Nullable KeyView least, @Nullable KeyView bound, int depth, Found found) {
        int count = (int) record.getVarint();
        if (count == 0) {
            problems.add("pages", "page %d: a branch without children".formatted(page));
            complete = false;
            return;
        }
        int child = record.getInt();
        KeyView key = record.getKey();
        checkOrder(page, least, key, key, bound);
        for (int i = 0; i < count && complete; i++) {
            int nextChild = i + 1 < count ? record.getInt() : -1;
            KeyView nextKey = i + 1 < count ? record.getKey() : bound;
            walkPage(child, key, nextKey, depth + 1, found);
            child = nextChild;
            key = nextKey;
        }
    }

    private int addLeaf(LeafRecord leaf, @Nullable KeyView least, @Nullable KeyView bound, Found found) {
        found.keys += leaf.count();
        RecordReader keys = leaf.keys();
        if (leaf.count() > 0) {
            checkOrder(leaf.page(), least, keys.getKey(), keys.getKey(), bound);
        }
        while (keys.getByte() != PageRecorder.NO_MORE) {
            found.buckets.add(BucketRecord.read(keys));
        }
        found.leaves.accept(leaf);
        return leaf.count();
    }

    private void checkOrder(long page, @Nullable KeyView least, KeyView first, KeyView last, @Nullable KeyView bound) {
        if ((least != null && first.isBefore(least)) || (bound != null && !last.isBefore(bound))) {
            problems.add("keys", "page %d: holds keys that belong elsewhere".formatted(page));
        }
    }
}
