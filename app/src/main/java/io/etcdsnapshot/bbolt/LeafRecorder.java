package io.etcdsnapshot.bbolt;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records a leaf: {@code count, first key, last key, length of the summary, summary, buckets, [name, root, body if
 * inline]…}.
 */
final class LeafRecorder implements ElementRecorder {
    private static final int MAX_INLINE_BYTES = 64 * 1024;

    private final Supplier<? extends LeafSummary> summaries;
    private final LeafSummary summary;
    private final RecordBuffer members = new RecordBuffer();
    private final RecordBuffer bucketValue = new RecordBuffer();
    private final RecordBuffer summaryRecord = new RecordBuffer();
    private byte[] bucketName = new byte[0];
    private long pageCount;
    private int buckets;
    private boolean inBucket;

    LeafRecorder(Supplier<? extends LeafSummary> summaries) {
        this.summaries = summaries;
        this.summary = summaries.get();
    }

    @Override
    public void begin(long pageCount) {
        this.pageCount = pageCount;
        members.clear();
        buckets = 0;
        summary.begin();
    }

    @Override
    public void key(int index, byte[] table, int at, byte[] key, int length) {
        inBucket = LeafElement.isBucket(table, at);
        summary.key(key, length, inBucket ? 0 : LeafElement.valueBytes(table, at));
        if (inBucket) {
            bucketName = Arrays.copyOf(key, length);
            bucketValue.clear();
        }
    }

    @Override
    public @Nullable String value(int index, byte[] bytes, int offset, int length) {
        if (!inBucket) {
            summary.value(bytes, offset, length);
        } else if (bucketValue.size() + length <= MAX_INLINE_BYTES) {
            bucketValue.putBytes(bytes, offset, length);
        } else {
            return "element %d is a bucket of more than %,d bytes".formatted(index, MAX_INLINE_BYTES);
        }
        return null;
    }

    @Override
    public @Nullable String end(int index) {
        summary.end();
        return inBucket ? addBucket(index) : null;
    }

    private @Nullable String addBucket(int index) {
        byte[] value = bucketValue.array();
        int inlineBytes = bucketValue.size() - BucketHeader.BYTES;
        if (inlineBytes < 0) {
            return "element %d is a bucket without a header".formatted(index);
        }
        long root = BucketHeader.root(value, 0);
        buckets++;
        members.putKey(bucketName, 0, bucketName.length).putLong(root);
        return root == BucketHeader.INLINE ? addInline(index, value, inlineBytes) : null;
    }

    private @Nullable String addInline(int index, byte[] value, int inlineBytes) {
        if (inlineBytes < Page.HEADER_BYTES || Page.flags(value, BucketHeader.BYTES) != Page.LEAF) {
            return "element %d is an inline bucket without a page".formatted(index);
        }
        LeafRecorder recorder = new LeafRecorder(summaries);
        NodePageReader reader = new NodePageReader(recorder, new BranchRecorder());
        reader.begin(true, Page.count(value, BucketHeader.BYTES), 0, inlineBytes, pageCount);
        reader.feed(value, BucketHeader.BYTES, inlineBytes);
        String problem = reader.finish();
        if (problem != null) {
            return "inline bucket in element %d: %s".formatted(index, problem);
        }
        if (recorder.buckets > 0) {
            return "inline bucket in element %d holds buckets".formatted(index);
        }
        reader.writeBody(members);
        return null;
    }

    @Override
    public void write(RecordBuffer record, int count, KeyView first, KeyView last) {
        summary.write(summaryRecord.clear());
        record.putVarint(count);
        first.putInto(record);
        last.putInto(record);
        record.putVarint(summaryRecord.size())
                .putAll(summaryRecord)
                .putVarint(buckets)
                .putAll(members);
    }
}
