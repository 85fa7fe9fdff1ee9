package io.etcdsnapshot.etcd;

import io.etcdsnapshot.bbolt.LeafRecord;
import io.etcdsnapshot.bbolt.RecordReader;
import java.util.BitSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EntrySummary} says of one leaf.
 *
 * @param crc CRC-32C of all keys and values in order
 * @param bytes of all keys and values
 * @param badEntry the first entry that is no revision, or whose value is no key and value of etcd's; or -1
 * @param puts versions of keys that are no deletions
 * @param firstPuts those that created their key
 * @param rest what follows: details of revisions or small entries of other buckets
 */
record EntryTotals(
        int crc,
        long bytes,
        boolean revisions,
        int badEntry,
        int puts,
        int firstPuts,
        int tombstones,
        BitSet labels,
        @Nullable RecordReader rest) {
    private static final BitSet NO_LABELS = new BitSet(0);

    static EntryTotals of(LeafRecord leaf) {
        RecordReader record = leaf.summary();
        int flags = record.getByte();
        int crc = record.getInt();
        long bytes = record.getVarint();
        if ((flags & EntrySummary.REVISIONS) == 0) {
            return new EntryTotals(crc, bytes, false, -1, 0, 0, 0, NO_LABELS, record);
        }
        int puts = (int) record.getVarint();
        int firstPuts = (int) record.getVarint();
        int tombstones = (int) record.getVarint();
        int badEntry = (flags & EntrySummary.BAD) == 0 ? -1 : (int) record.getVarint();
        BitSet labels = (flags & EntrySummary.LABELLED) == 0 ? NO_LABELS : readLabels(record);
        RecordReader details = (flags & EntrySummary.DETAILED) == 0 ? null : record;
        return new EntryTotals(crc, bytes, true, badEntry, puts, firstPuts, tombstones, labels, details);
    }

    private static BitSet readLabels(RecordReader record) {
        BitSet labels = new BitSet();
        for (int left = record.getByte(); left > 0; left--) {
            labels.set(record.getByte());
        }
        return labels;
    }

    boolean hasDetails() {
        return revisions && rest != null;
    }

    /** Hands out the small entries of a bucket other than {@code key}, each with its key and value. */
    void forEachSmallEntry(BiConsumer<byte[], byte[]> entries) {
        if (!revisions && rest != null) {
            RecordReader record = rest.fork();
            for (long left = record.getVarint(); left > 0; left--) {
                byte[] key = record.getKey().copy();
                entries.accept(key, record.getKey().copy());
            }
        }
    }
}
