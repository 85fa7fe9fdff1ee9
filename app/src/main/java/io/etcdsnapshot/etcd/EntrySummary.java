package io.etcdsnapshot.etcd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.etcdsnapshot.bbolt.LeafSummary;
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
    static final int OTHER = 0;
    static final int REVISIONS = 1;

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
    private final RecordBuffer details = new RecordBuffer();
    private final RecordBuffer small = new RecordBuffer();
    private final BitSet labels = new BitSet();
    private int kind;
    private long hashed;
    private int entries;
    private int badEntry;
    private long lastMain;
    private int puts;
    private int firstPuts;
    private int tombstones;
    private int smallEntries;

    EntrySummary(ValueLabels valueLabels, RevisionObserver observer, DetailMemory memory) {
        this.valueLabels = valueLabels;
        this.observer = observer;
        this.memory = memory;
    }

    @Override
    public void begin() {
        crc.reset();
        details.clear();
        small.clear();
        labels.clear();
        kind = OTHER;
        hashed = lastMain = 0;
        entries = puts = firstPuts = tombstones = smallEntries = 0;
        badEntry = -1;
    }

    @Override
    public void add(byte[] bytes, int keyAt, int keyBytes, int valueBytes) {
        crc.update(bytes, keyAt, keyBytes + valueBytes);
        hashed += keyBytes + (long) valueBytes;
        boolean revision = Revision.isRevision(bytes, keyAt, keyBytes);
        if (entries == 0 && revision) {
            kind = REVISIONS;
        }
        if (kind == OTHER) {
            addSmall(bytes, keyAt, keyBytes, valueBytes);
        } else if (revision && fields.parse(bytes, keyAt + keyBytes, valueBytes)) {
            addRevision(bytes, keyAt, keyBytes, valueBytes);
        } else if (badEntry < 0) {
            badEntry = entries;
        }
        entries++;
    }

    private void addSmall(byte[] bytes, int keyAt, int keyBytes, int valueBytes) {
        boolean isSmall = keyBytes <= MAX_SMALL_BYTES && valueBytes <= MAX_SMALL_BYTES;
        if (isSmall && (valueBytes == 0 || KNOWN_KEYS.contains(new String(bytes, keyAt, keyBytes, ISO_8859_1)))) {
            small.putKey(bytes, keyAt, keyBytes).putKey(bytes, keyAt + keyBytes, valueBytes);
            smallEntries++;
        }
    }

    private void addRevision(byte[] bytes, int keyAt, int keyBytes, int valueBytes) {
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
        }
        long main = Revision.mainOf(bytes, keyAt);
        long hash = KeyHash.of(bytes, fields.keyAt, fields.keyBytes);
        EntryDetails.write(
                details,
                main - lastMain,
                Revision.subOf(bytes, keyAt),
                flags,
                keyBytes + (long) valueBytes,
                hash,
                (int) crc.getValue(),
                label);
        lastMain = main;
    }

    @Override
    public void write(RecordBuffer record) {
        record.putInt((int) crc.getValue()).putVarint(hashed).putByte(kind);
        if (kind == OTHER) {
            record.putVarint(smallEntries).putAll(small);
            return;
        }
        record.putVarint(badEntry + 1L)
                .putVarint(puts)
                .putVarint(firstPuts)
                .putVarint(tombstones)
                .putByte(labels.cardinality());
        labels.stream().forEach(record::putByte);
        boolean detailed = badEntry < 0 && memory.take(details.size());
        record.putByte(detailed ? 1 : 0);
        if (detailed) {
            record.putAll(details);
        }
    }
}
