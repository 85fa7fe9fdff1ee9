package io.etcdsnapshot.etcd;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Walks the buckets of a scanned database in key order, as {@code etcdctl snapshot status} and {@code bbolt check} do:
 * every page is reached once or is free, every key lies between those of its parent, and the figures add up.
 */
final class TreeWalk {
    private static final int MAX_DEPTH = 64;
    private static final String KEY_BUCKET = "key";
    private static final Set<String> NEEDED_BUCKETS = Set.of(KEY_BUCKET, "meta");
    /** A revision: eight bytes big-endian, an underscore, eight bytes more. */
    private static final int REVISION_KEY_BYTES = 17;

    /** @param inline the leaf body of a bucket that has no page of its own */
    private record Bucket(PageKey name, long root, @Nullable RecordReader inline) {}

    /** What one bucket adds up to. */
    private static final class Totals {
        final @Nullable Crc32cCombiner crc;
        final List<Bucket> buckets = new ArrayList<>();
        long keys;

        @Nullable
        PageKey lastKey;

        Totals(@Nullable Crc32cCombiner crc) {
            this.crc = crc;
        }
    }

    private final Meta meta;
    private final PageTable pages;
    private final Problems problems;
    private final BitSet reached = new BitSet();
    private boolean countable = true;

    TreeWalk(Meta meta, PageTable pages, Problems problems) {
        this.meta = meta;
        this.pages = pages;
        this.problems = problems;
    }

    SnapshotStatus run() {
        reached.set(0, Math.min(2, pages.count()));
        BitSet free = readFreelist();
        Totals root = new Totals(null);
        walkPage(meta.root(), null, null, 0, root);
        if (root.keys != root.buckets.size()) {
            problems.add("pages", "the root holds keys that are no buckets");
        }
        checkBucketNames(root.buckets);

        Crc32cCombiner crc = new Crc32cCombiner();
        long keys = 0;
        long revision = 0;
        for (Bucket bucket : root.buckets) {
            CRC32C name = new CRC32C();
            name.update(bucket.name.content());
            crc.append((int) name.getValue(), bucket.name.content().remaining());
            Totals totals = walkBucket(bucket, crc, 0);
            keys += totals.keys;
            if (bucket.name.text().equals(KEY_BUCKET)) {
                revision = revisionOf(totals.lastKey);
            }
        }
        checkUnreached(free);
        return new SnapshotStatus(revision, keys, meta.pageCount() * meta.pageSize(), crc.value());
    }

    int reachedPages() {
        return reached.cardinality();
    }

    /** False when a part of the tree could not be read, so that figures would be wrong. */
    boolean countable() {
        return countable;
    }

    private Totals walkBucket(Bucket bucket, @Nullable Crc32cCombiner crc, int depth) {
        Totals totals = new Totals(crc);
        if (bucket.inline != null) {
            addLeaf(bucket.inline.fork(), -1, null, null, totals);
        } else {
            walkPage(bucket.root, null, null, 0, totals);
        }
        if (depth > MAX_DEPTH && !totals.buckets.isEmpty()) {
            problems.add("pages", "buckets lie more than %d levels deep".formatted(MAX_DEPTH));
            countable = false;
            return totals;
        }
        for (Bucket nested : totals.buckets) {
            walkBucket(nested, null, depth + 1);
        }
        return totals;
    }

    /**
     * @param least the smallest key allowed below this page, or null
     * @param bound the key that all below this page are smaller than, or null
     */
    private void walkPage(long page, @Nullable PageKey least, @Nullable PageKey bound, int depth, Totals totals) {
        RecordReader record = reach(page, depth);
        if (record == null) {
            countable = false;
            return;
        }
        int kind = record.getByte();
        record.getInt();
        switch (kind) {
            case PageRun.LEAF -> {
                if (addLeaf(record, page, least, bound, totals) == 0 && depth > 0) {
                    problems.add("pages", "page %d: a leaf below a branch, but without keys".formatted(page));
                }
            }
            case PageRun.BRANCH -> walkBranch(page, record, least, bound, depth, totals);
            default -> {
                countable = false;
                String reason =
                        kind == PageRun.BROKEN ? record.getKey().text() : "a freelist where a branch or leaf belongs";
                problems.add("pages", "page %d: %s".formatted(page, reason));
            }
        }
    }

    private void walkBranch(
            long page,
            RecordReader record,
            @Nullable PageKey least,
            @Nullable PageKey bound,
            int depth,
            Totals totals) {
        int count = record.getChar();
        if (count == 0) {
            problems.add("pages", "page %d: a branch without children".formatted(page));
            countable = false;
            return;
        }
        int child = record.getInt();
        PageKey key = record.getKey();
        checkOrder(page, least, key, key, bound);
        for (int i = 0; i < count && countable; i++) {
            int nextChild = i + 1 < count ? record.getInt() : -1;
            PageKey nextKey = i + 1 < count ? record.getKey() : bound;
            walkPage(child, key, nextKey, depth + 1, totals);
            child = nextChild;
            key = nextKey;
        }
    }

    /**
     * @param page that the leaf is on, or -1 for a bucket that has none of its own
     * @return how many keys it has
     */
    private int addLeaf(
            RecordReader record, long page, @Nullable PageKey least, @Nullable PageKey bound, Totals totals) {
        int crc = record.getInt();
        long hashed = record.getLong();
        int count = record.getChar();
        PageKey first = record.getKey();
        PageKey last = record.getKey();
        int buckets = record.getChar();
        totals.keys += count;
        if (totals.crc != null) {
            totals.crc.append(crc, hashed);
        }
        if (count > 0) {
            checkOrder(page, least, first, last, bound);
            totals.lastKey = last;
        }
        for (int i = 0; i < buckets; i++) {
            totals.buckets.add(readBucket(record));
        }
        return count;
    }

    private static Bucket readBucket(RecordReader record) {
        PageKey name = record.getKey();
        long root = record.getLong();
        RecordReader inline = root == 0 ? record.fork() : null;
        if (inline != null) {
            record.getInt();
            record.getLong();
            record.getChar();
            record.getKey();
            record.getKey();
            record.getChar();
        }
        return new Bucket(name, root, inline);
    }

    private void checkOrder(long page, @Nullable PageKey least, PageKey first, PageKey last, @Nullable PageKey bound) {
        if ((least != null && first.isBefore(least)) || (bound != null && !last.isBefore(bound))) {
            problems.add("keys", "page %d: holds keys that belong elsewhere".formatted(page));
        }
    }

    private @Nullable RecordReader reach(long page, int depth) {
        if (page < 2 || page >= pages.count()) {
            problems.add("pages", "page %s is used, but lies outside the file".formatted(Long.toUnsignedString(page)));
            return null;
        }
        if (depth > MAX_DEPTH) {
            problems.add("pages", "page %d lies more than %d levels deep".formatted(page, MAX_DEPTH));
            return null;
        }
        RecordReader record = pages.get((int) page);
        if (record == null) {
            problems.add("pages", "page %d is used, but what is there is no branch or leaf".formatted(page));
            return null;
        }
        RecordReader head = record.fork();
        head.getByte();
        int length = head.getInt();
        int end = (int) page + length;
        for (int taken = (int) page; taken < end; taken++) {
            if (reached.get(taken)) {
                reached.set((int) page, end);
                problems.add("pages", "page %d is used twice".formatted(taken));
                return null;
            }
        }
        reached.set((int) page, end);
        return record;
    }

    /** @return the free pages, or all pages where the database keeps no freelist */
    private BitSet readFreelist() {
        BitSet free = new BitSet();
        if (meta.freelist() == Meta.NO_FREELIST) {
            free.set(0, pages.count());
            return free;
        }
        RecordReader record = reach(meta.freelist(), 0);
        if (record == null || record.getByte() != PageRun.FREELIST) {
            problems.add("pages", "page %d: the freelist can't be read".formatted(meta.freelist()));
            return free;
        }
        record.getInt();
        for (int left = record.getInt(); left > 0; left--) {
            int id = record.getInt();
            if (free.get(id)) {
                problems.add("pages", "page %d is listed as free twice".formatted(id));
            }
            free.set(id);
        }
        return free;
    }

    private void checkUnreached(BitSet free) {
        if (!countable) {
            return;
        }
        for (int page = reached.nextClearBit(0); page < pages.count(); page = reached.nextClearBit(page + 1)) {
            if (!free.get(page)) {
                problems.add("pages", "page %d is neither used nor free".formatted(page));
            }
        }
        if (meta.freelist() != Meta.NO_FREELIST) {
            free.and(reached);
            free.stream().limit(100).forEach(page -> problems.add("pages", "page %d is used and free".formatted(page)));
        }
    }

    private void checkBucketNames(List<Bucket> buckets) {
        Set<String> missing = new TreeSet<>(NEEDED_BUCKETS);
        for (Bucket bucket : buckets) {
            missing.remove(bucket.name.text());
        }
        if (countable && !missing.isEmpty()) {
            problems.add("keys", "a bbolt database, but not etcd's: it has no bucket " + missing);
        }
    }

    private static long revisionOf(@Nullable PageKey key) {
        ByteBuffer content = key == null ? ByteBuffer.allocate(0) : key.content();
        return content.remaining() < REVISION_KEY_BYTES ? 0 : content.getLong();
    }
}
