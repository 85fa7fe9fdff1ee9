package io.etcdsnapshot.etcd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    private record Bucket(String name, ByteBuffer nameBytes, long root, @Nullable ByteBuffer inline) {}

    /** What one bucket adds up to. */
    private static final class Totals {
        final @Nullable Crc32cJoin crc;
        final List<Bucket> buckets = new ArrayList<>();
        long keys;

        @Nullable
        ByteBuffer lastKey;

        Totals(@Nullable Crc32cJoin crc) {
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

        Crc32cJoin crc = new Crc32cJoin();
        long keys = 0;
        long revision = 0;
        for (Bucket bucket : root.buckets) {
            CRC32C name = new CRC32C();
            name.update(bucket.nameBytes.duplicate());
            crc.append((int) name.getValue(), bucket.nameBytes.remaining());
            Totals totals = walkBucket(bucket, crc, 0);
            keys += totals.keys;
            if (bucket.name.equals(KEY_BUCKET)) {
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

    private Totals walkBucket(Bucket bucket, @Nullable Crc32cJoin crc, int depth) {
        Totals totals = new Totals(crc);
        if (bucket.inline != null) {
            addLeaf(bucket.inline.duplicate(), "bucket " + bucket.name, null, null, totals);
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
    private void walkPage(long page, @Nullable ByteBuffer least, @Nullable ByteBuffer bound, int depth, Totals totals) {
        ByteBuffer record = reach(page, depth);
        if (record == null) {
            countable = false;
            return;
        }
        int kind = record.get() & 0xff;
        record.getInt();
        switch (kind) {
            case PageRun.LEAF -> {
                if (addLeaf(record, "page " + page, least, bound, totals) == 0 && depth > 0) {
                    problems.add("pages", "page %d: a leaf below a branch, but without keys".formatted(page));
                }
            }
            case PageRun.BRANCH -> walkBranch(page, record, least, bound, depth, totals);
            default -> {
                countable = false;
                String reason = kind == PageRun.BROKEN
                        ? StandardCharsets.UTF_8
                                .decode(RecordBuffer.getKey(record))
                                .toString()
                        : "a freelist where a branch or leaf belongs";
                problems.add("pages", "page %d: %s".formatted(page, reason));
            }
        }
    }

    private void walkBranch(
            long page,
            ByteBuffer record,
            @Nullable ByteBuffer least,
            @Nullable ByteBuffer bound,
            int depth,
            Totals totals) {
        int count = record.getChar();
        if (count == 0) {
            problems.add("pages", "page %d: a branch without children".formatted(page));
            countable = false;
            return;
        }
        int child = record.getInt();
        ByteBuffer key = RecordBuffer.getKey(record);
        checkOrder("page " + page, least, key, key, bound);
        for (int i = 0; i < count && countable; i++) {
            int nextChild = i + 1 < count ? record.getInt() : -1;
            ByteBuffer nextKey = i + 1 < count ? RecordBuffer.getKey(record) : bound;
            walkPage(child, key, nextKey, depth + 1, totals);
            child = nextChild;
            key = nextKey;
        }
    }

    /** @return how many keys it has */
    private int addLeaf(
            ByteBuffer record, String place, @Nullable ByteBuffer least, @Nullable ByteBuffer bound, Totals totals) {
        int crc = record.getInt();
        long hashed = record.getLong();
        int count = record.getChar();
        ByteBuffer first = RecordBuffer.getKey(record);
        ByteBuffer last = RecordBuffer.getKey(record);
        int buckets = record.getChar();
        totals.keys += count;
        if (totals.crc != null) {
            totals.crc.append(crc, hashed);
        }
        if (count > 0) {
            checkOrder(place, least, first, last, bound);
            totals.lastKey = last;
        }
        for (int i = 0; i < buckets; i++) {
            totals.buckets.add(readBucket(record));
        }
        return count;
    }

    private static Bucket readBucket(ByteBuffer record) {
        ByteBuffer name = RecordBuffer.getKey(record);
        long root = record.getLong();
        ByteBuffer inline = root == 0 ? record.slice() : null;
        if (inline != null) {
            record.position(record.position() + Integer.BYTES + Long.BYTES + Character.BYTES);
            RecordBuffer.getKey(record);
            RecordBuffer.getKey(record);
            record.getChar();
        }
        return new Bucket(StandardCharsets.UTF_8.decode(name.duplicate()).toString(), name, root, inline);
    }

    private void checkOrder(
            String place, @Nullable ByteBuffer least, ByteBuffer first, ByteBuffer last, @Nullable ByteBuffer bound) {
        if ((least != null && compare(first, least) < 0) || (bound != null && compare(last, bound) >= 0)) {
            problems.add("keys", place + ": holds keys that belong elsewhere");
        }
    }

    private @Nullable ByteBuffer reach(long page, int depth) {
        if (page < 2 || page >= pages.count()) {
            problems.add("pages", "page %s is used, but lies outside the file".formatted(Long.toUnsignedString(page)));
            return null;
        }
        if (depth > MAX_DEPTH) {
            problems.add("pages", "page %d lies more than %d levels deep".formatted(page, MAX_DEPTH));
            return null;
        }
        ByteBuffer record = pages.get((int) page);
        if (record == null) {
            problems.add("pages", "page %d is used, but what is there is no branch or leaf".formatted(page));
            return null;
        }
        int length = record.getInt(record.position() + 1);
        int end = (int) page + length;
        int taken = reached.nextSetBit((int) page);
        reached.set((int) page, end);
        if (taken >= 0 && taken < end) {
            problems.add("pages", "page %d is used twice".formatted(taken));
            return null;
        }
        return record;
    }

    /** @return the free pages, or all pages where the database keeps no freelist */
    private BitSet readFreelist() {
        BitSet free = new BitSet();
        if (meta.freelist() == Meta.NO_FREELIST) {
            free.set(0, pages.count());
            return free;
        }
        ByteBuffer record = reach(meta.freelist(), 0);
        if (record == null || (record.get() & 0xff) != PageRun.FREELIST) {
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
        buckets.forEach(bucket -> missing.remove(bucket.name));
        if (countable && !missing.isEmpty()) {
            problems.add("keys", "a bbolt database, but not etcd's: it has no bucket " + missing);
        }
    }

    private static long revisionOf(@Nullable ByteBuffer key) {
        return key == null || key.remaining() < REVISION_KEY_BYTES ? 0 : key.getLong(key.position());
    }

    private static int compare(ByteBuffer a, ByteBuffer b) {
        int at = a.mismatch(b);
        if (at < 0 || at >= Math.min(a.remaining(), b.remaining())) {
            return Integer.compare(a.remaining(), b.remaining());
        }
        return Byte.compareUnsigned(a.get(a.position() + at), b.get(b.position() + at));
    }
}
