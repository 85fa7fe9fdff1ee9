package io.etcdsnapshot.bbolt;

import org.jspecify.annotations.Nullable;

/** A bucket as the scan recorded it: with a root page, or inline in its parent's. */
public final class BucketRecord {
    private final KeyView name;
    private final long root;
    private final @Nullable RecordReader inline;

    private BucketRecord(KeyView name, long root, @Nullable RecordReader inline) {
        this.name = name;
        this.root = root;
        this.inline = inline;
    }

    /** Reads the next bucket of a leaf's record. */
    static BucketRecord read(RecordReader record) {
        KeyView name = record.getKey();
        long root = record.getLong();
        if (root != BucketHeader.INLINE) {
            return new BucketRecord(name, root, null);
        }
        int bodyBytes = (int) record.getVarint();
        RecordReader inline = record.fork();
        record.skip(bodyBytes);
        return new BucketRecord(name, root, inline);
    }

    public KeyView name() {
        return name;
    }

    long root() {
        return root;
    }

    @Nullable
    RecordReader inline() {
        return inline == null ? null : inline.fork();
    }
}
