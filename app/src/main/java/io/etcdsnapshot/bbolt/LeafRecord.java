package io.etcdsnapshot.bbolt;

import java.util.ArrayList;
import java.util.List;

/** A leaf page as the scan recorded it. */
public final class LeafRecord {
    private final long page;
    private final int count;
    private final KeyView first;
    private final KeyView last;
    private final RecordReader summary;
    private final List<BucketRecord> buckets;

    private LeafRecord(
            long page, int count, KeyView first, KeyView last, RecordReader summary, List<BucketRecord> buckets) {
        this.page = page;
        this.count = count;
        this.first = first;
        this.last = last;
        this.summary = summary;
        this.buckets = buckets;
    }

    /**
     * @param body of a leaf's record, which is left at its summary
     * @param page that it lies on, or -1 within its parent's
     */
    static LeafRecord read(RecordReader body, long page) {
        int count = (int) body.getVarint();
        KeyView first = body.getKey();
        KeyView last = body.getKey();
        int bucketCount = (int) body.getVarint();
        List<BucketRecord> buckets = bucketCount == 0 ? List.of() : new ArrayList<>(bucketCount);
        for (int i = 0; i < bucketCount; i++) {
            buckets.add(BucketRecord.read(body));
        }
        return new LeafRecord(page, count, first, last, body, buckets);
    }

    /** Returns the page's number, or -1 if the leaf lies within its parent's page. */
    public long page() {
        return page;
    }

    /** Returns how many elements the leaf has. */
    public int count() {
        return count;
    }

    /** Returns the first key; empty where there are no elements. */
    public KeyView first() {
        return first;
    }

    /** Returns the last key; empty where there are no elements. */
    public KeyView last() {
        return last;
    }

    /** Returns what the {@link LeafSummary} wrote. */
    public RecordReader summary() {
        return summary.fork();
    }

    List<BucketRecord> buckets() {
        return buckets;
    }
}
