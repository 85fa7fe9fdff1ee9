package io.etcdsnapshot.bbolt;

/** A leaf page as the scan recorded it. */
public final class LeafRecord {
    private final long page;
    private final int count;
    private final RecordReader summary;
    private final RecordReader keys;

    private LeafRecord(long page, int count, RecordReader summary, RecordReader keys) {
        this.page = page;
        this.count = count;
        this.summary = summary;
        this.keys = keys;
    }

    /**
     * @param body of a leaf's record
     * @param page that it lies on, or -1 within its parent's
     */
    static LeafRecord read(RecordReader body, long page) {
        int count = (int) body.getVarint();
        int summaryBytes = (int) body.getVarint();
        RecordReader summary = body.fork();
        body.skip(summaryBytes);
        return new LeafRecord(page, count, summary, body);
    }

    /** Returns the page's number, or -1 if the leaf lies within its parent's page. */
    public long page() {
        return page;
    }

    /** Returns how many elements the leaf has. */
    public int count() {
        return count;
    }

    /** Returns the first key of a leaf that has elements. */
    public KeyView first() {
        return keys().getKey();
    }

    /** Returns the last key of a leaf that has elements. */
    public KeyView last() {
        RecordReader record = keys();
        record.getKey();
        return record.getKey();
    }

    /** Returns what the {@link LeafSummary} wrote. */
    public RecordReader summary() {
        return summary.fork();
    }

    /** Returns what follows the summary. */
    RecordReader keys() {
        return keys.fork();
    }
}
