package io.etcdsnapshot.etcd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.etcdsnapshot.bbolt.LeafSummary;
import io.etcdsnapshot.bbolt.NodePage;
import io.etcdsnapshot.bbolt.RecordBuffer;
import java.util.BitSet;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Sums up a leaf of any of etcd's buckets: checksum and length of its keys and values; of revisions, how many of each
 * kind and, while memory lasts, details of each; of small entries of other buckets, those that mean something to us.
 * {@link EntryTotals} reads it.
 */
final class EntrySummary implements LeafSummary {
    /** Flags of a summary; with none of them it is of other entries. */
    static final int REVISIONS = 1;

    static final int DETAILED = 2;
    static final int LABELLED = 4;
    static final int BAD = 8;

    private static final int NONE = -1;

    /** What bucket {@code meta} says that is of interest. Source: {@code server/storage/schema/schema.go}. */
    static final String FINISHED_COMPACT = "finishedCompactRev";

    static final String SCHEDULED_COMPACT = "scheduledCompactRev";
    static final String STORAGE_VERSION = "storageVersion";
    /** What bucket {@code cluster} says. */
    static final String CLUSTER_VERSION = "clusterVersion";

    private static final Set<String> KNOWN_KEYS =
            Set.of(FINISHED_COMPACT, SCHEDULED_COMPACT, STORAGE_VERSION, CLUSTER_VERSION);
    private static final int MAX_SMALL_BYTES = 64;

    private final ValueLabels valueLabels;
    private final RevisionObserver observer;
    private final DetailMemory memory;
    private final KeyValueFields fields = new KeyValueFields();
    private final RevisionView view = new RevisionView(fields);
    private final CRC32C crc = new CRC32C();
    private final RecordBuffer entries = new RecordBuffer();
    private final BitSet labels = new BitSet();

    EntrySummary(ValueLabels valueLabels, RevisionObserver observer, DetailMemory memory) {
        this.valueLabels = valueLabels;
        this.observer = observer;
        this.memory = memory;
    }

    @Override
    public void write(NodePage leaf, RecordBuffer record) {
        crc.reset();
        entries.clear();
        if (leaf.count() > 0 && Revision.isRevision(leaf.bytes(), leaf.keyAt(0), leaf.keyBytes(0))) {
            writeRevisions(leaf, record);
        } else {
            writeOthers(leaf, record);
        }
    }

    private void writeOthers(NodePage leaf, RecordBuffer record) {
        byte[] bytes = leaf.bytes();
        long hashed = 0;
        int small = 0;
        for (int i = 0; i < leaf.count(); i++) {
            int keyAt = leaf.keyAt(i);
            int keyBytes = leaf.keyBytes(i);
            int valueBytes = leaf.isBucket(i) ? 0 : leaf.valueBytes(i);
            crc.update(bytes, keyAt, keyBytes + valueBytes);
            hashed += keyBytes + valueBytes;
            if (isKnown(bytes, keyAt, keyBytes, valueBytes)) {
                entries.putKey(bytes, keyAt, keyBytes).putKey(bytes, keyAt + keyBytes, valueBytes);
                small++;
            }
        }
        record.putByte(0).putInt((int) crc.getValue()).putVarint(hashed);
        record.putVarint(small).putAll(entries);
    }

    private static boolean isKnown(byte[] bytes, int keyAt, int keyBytes, int valueBytes) {
        return keyBytes <= MAX_SMALL_BYTES
                && valueBytes <= MAX_SMALL_BYTES
                && (valueBytes == 0 || KNOWN_KEYS.contains(new String(bytes, keyAt, keyBytes, ISO_8859_1)));
    }

    /** Is one loop on purpose: methods called for every entry would be compiled twice, alone and within it. */
    private void writeRevisions(NodePage leaf, RecordBuffer record) {
        byte[] bytes = leaf.bytes();
        int badEntry = NONE;
        long lastMain = 0;
        int puts = 0;
        int firstPuts = 0;
        int tombstones = 0;
        boolean labelled = false;
        int from = leaf.keyAt(0);
        int next = from;
        for (int i = 0; i < leaf.count(); i++) {
            int keyAt = next;
            int keyBytes = leaf.keyBytes(i);
            int valueBytes = leaf.valueBytes(i);
            next += keyBytes + valueBytes;
            crc.update(bytes, keyAt, keyBytes + valueBytes);
            if (!Revision.isRevision(bytes, keyAt, keyBytes) || !fields.parse(bytes, keyAt + keyBytes, valueBytes)) {
                badEntry = badEntry == NONE ? i : badEntry;
                continue;
            }
            observer.see(view.at(bytes, keyAt, keyBytes, valueBytes));
            boolean tombstone = Revision.isTombstone(bytes, keyAt, keyBytes);
            int flags = tombstone ? EntryDetails.TOMBSTONE : 0;
            int label = 0;
            if (fields.keyBytes == 0) {
                flags |= EntryDetails.NO_KEY;
            } else if (tombstone) {
                tombstones++;
            } else {
                puts++;
                if (fields.version == 1) {
                    flags |= EntryDetails.FIRST_VERSION;
                    firstPuts++;
                }
                label = valueLabels.label(
                        bytes, fields.keyAt, fields.keyBytes, fields.valueAt, fields.valueBytes, fields.modRevision);
            }
            if (label != 0) {
                flags |= EntryDetails.LABELLED;
                labels.set(label);
                labelled = true;
            }
            long main = Revision.mainOf(bytes, keyAt);
            EntryDetails.write(
                    entries,
                    main - lastMain,
                    Revision.subOf(bytes, keyAt),
                    flags,
                    keyBytes + (long) valueBytes,
                    KeyHash.of(bytes, fields.keyAt, fields.keyBytes),
                    (int) crc.getValue(),
                    label);
            lastMain = main;
        }
        boolean detailed = badEntry == NONE && memory.take(entries.size());
        record.putByte(REVISIONS | (detailed ? DETAILED : 0) | (labelled ? LABELLED : 0) | (badEntry == NONE ? 0 : BAD))
                .putInt((int) crc.getValue())
                .putVarint(next - from)
                .putVarint(puts)
                .putVarint(firstPuts)
                .putVarint(tombstones);
        if (badEntry != NONE) {
            record.putVarint(badEntry);
        }
        if (labelled) {
            record.putByte(labels.cardinality());
            labels.stream().forEach(record::putByte);
            labels.clear();
        }
        if (detailed) {
            record.putAll(entries);
        }
    }
}
