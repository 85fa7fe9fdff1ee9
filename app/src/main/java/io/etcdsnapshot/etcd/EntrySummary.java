package io.etcdsnapshot.etcd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.etcdsnapshot.bbolt.LeafSummary;
import io.etcdsnapshot.bbolt.RecordBuffer;
import java.util.Arrays;
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
    private static final Set<String> META_KEYS = Set.of(FINISHED_COMPACT, SCHEDULED_COMPACT, STORAGE_VERSION);
    private static final int MAX_SMALL_BYTES = 64;

    private final DetailMemory memory;
    private final ScannedValue value;
    private final CRC32C crc = new CRC32C();
    private final RecordBuffer details = new RecordBuffer();
    private final RecordBuffer small = new RecordBuffer();
    private final byte[] smallValue = new byte[MAX_SMALL_BYTES];
    private final BitSet labels = new BitSet();
    private byte[] smallKey = new byte[0];
    private int kind;
    private long hashed;
    private long entryBytes;
    private int entries;
    private int badEntry;
    private boolean sound;
    private boolean tombstone;
    private long main;
    private long lastMain;
    private int puts;
    private int firstPuts;
    private int tombstones;
    private int smallEntries;
    private int smallValueBytes;
    private boolean isSmall;

    EntrySummary(ValueLabels labels, DetailMemory memory) {
        this.memory = memory;
        this.value = new ScannedValue(labels);
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
    public void key(byte[] key, int length, long valueBytes) {
        crc.update(key, 0, length);
        entryBytes = length + valueBytes;
        hashed += entryBytes;
        boolean revision = Revision.isRevision(key, length);
        if (entries == 0 && revision) {
            kind = REVISIONS;
        }
        if (kind == REVISIONS) {
            sound = revision;
            if (revision) {
                main = Revision.mainOf(key);
                tombstone = Revision.isTombstone(key, length);
                value.begin(valueBytes);
            }
        } else {
            beginSmall(key, length, valueBytes);
        }
    }

    private void beginSmall(byte[] key, int length, long valueBytes) {
        isSmall = length <= MAX_SMALL_BYTES
                && (valueBytes == 0
                        || (valueBytes <= MAX_SMALL_BYTES
                                && META_KEYS.contains(new String(key, 0, length, ISO_8859_1))));
        if (isSmall) {
            smallKey = Arrays.copyOf(key, length);
            smallValueBytes = 0;
        }
    }

    @Override
    public void value(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
        if (kind == REVISIONS) {
            if (sound) {
                value.feed(bytes, offset, length);
            }
        } else if (isSmall) {
            System.arraycopy(bytes, offset, smallValue, smallValueBytes, length);
            smallValueBytes += length;
        }
    }

    @Override
    public void end() {
        if (kind == REVISIONS) {
            endRevision();
        } else if (isSmall) {
            small.putKey(smallKey, 0, smallKey.length).putKey(smallValue, 0, smallValueBytes);
            smallEntries++;
        }
        entries++;
    }

    private void endRevision() {
        if (!sound || !value.end()) {
            badEntry = badEntry < 0 ? entries : badEntry;
            return;
        }
        int flags = tombstone ? EntryDetails.TOMBSTONE : 0;
        if (!value.hasKey()) {
            flags |= EntryDetails.NO_KEY;
        } else if (tombstone) {
            tombstones++;
        } else {
            puts++;
        }
        if (!tombstone && value.hasKey() && value.isFirstVersion()) {
            flags |= EntryDetails.FIRST_VERSION;
            firstPuts++;
        }
        if (value.label() != 0) {
            flags |= EntryDetails.LABELLED;
            labels.set(value.label());
        }
        EntryDetails.write(
                details, main - lastMain, flags, entryBytes, value.keyHash(), (int) crc.getValue(), value.label());
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
