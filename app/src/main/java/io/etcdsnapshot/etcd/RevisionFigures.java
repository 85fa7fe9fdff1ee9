package io.etcdsnapshot.etcd;

import io.etcdsnapshot.bbolt.LeafRecord;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Tells which versions of keys are the newest of theirs, counts the keys that are live, and computes HashKV. It goes
 * from the newest revision to the oldest: the first version of a key that it meets is the newest.
 *
 * <p>HashKV as in {@code server/storage/mvcc/hash.go}: all versions after the compact revision; of those up to it the
 * newest of each live key, or all if no key is live; no tombstone of the compact revision itself, which etcd since 3.5.16
 * keeps and before did not. The compact revision is the scheduled one, as a compaction that was interrupted goes on.
 *
 * <p>After a compaction that is complete there is one version of each key that was live then: only keys that were changed
 * since have to be remembered. Where memory does not suffice for that, it counts them: since then every creation and every
 * deletion is there.
 */
final class RevisionFigures {
    private final RevisionLeaves leaves;
    private final long bucketHash;
    private final LiveVersions live;
    private final long compacted;
    private final boolean compactionIsComplete;
    private final EntryDetails entries = new EntryDetails();
    private final BitSet liveLabels = new BitSet();
    private @Nullable Long liveKeys;
    private @Nullable HashKv hashKv;

    /**
     * @param bucketHash CRC-32C over the bucket's name and all its entries
     * @param setBytes of memory that may be spent on remembering keys
     * @param live gets the newest version of each live key, if memory suffices to tell
     */
    RevisionFigures(RevisionLeaves leaves, MetaBucket meta, long bucketHash, long setBytes, LiveVersions live) {
        this.live = live;
        this.leaves = leaves;
        this.bucketHash = bucketHash;
        this.compacted = Math.max(meta.finishedCompact(), meta.scheduledCompact());
        this.compactionIsComplete = meta.scheduledCompact() <= meta.finishedCompact();
        if (leaves.areSound()) {
            compute(setBytes);
        }
    }

    /** Null where not known. */
    @Nullable
    Long liveKeys() {
        return liveKeys;
    }

    /** Null where not known. */
    @Nullable
    HashKv hashKv() {
        return hashKv;
    }

    /** Labels of values that are live; of any value, where memory did not suffice to tell. */
    BitSet liveLabels() {
        return liveLabels;
    }

    private void compute(long setBytes) {
        boolean neverCompacted = compacted < 0;
        boolean mustTellNewest = !neverCompacted || !leaves.labels().isEmpty() || live != LiveVersions.NONE;
        long most = !mustTellNewest || !compactionIsComplete ? leaves.entries() : countAfterCompaction();
        if (mustTellNewest && leaves.areDetailed() && LongHashSet.bytesFor(most) <= setBytes) {
            live.begin(leaves.entries());
            Pass pass = new Pass(most);
            pass.run(true);
            if (!pass.anyKept) {
                pass = new Pass(most);
                pass.run(false);
            }
            hashKv = hashKv(pass.value());
            liveKeys = pass.liveKeys;
            return;
        }
        liveLabels.or(leaves.labels());
        if (neverCompacted) {
            hashKv = hashKv(bucketHash);
            liveKeys = leaves.created();
        } else if (compactionIsComplete) {
            liveKeys = count();
        }
    }

    private HashKv hashKv(long hash) {
        return new HashKv(hash, Math.max(1, Math.max(leaves.lastMain(), compacted)), compacted);
    }

    private boolean isAfterCompaction(LeafRecord leaf) {
        return Revision.mainOf(leaf.last().copy(), 0) > compacted;
    }

    private long countAfterCompaction() {
        long count = 0;
        for (int i = leaves.count(); i-- > 0 && isAfterCompaction(leaves.get(i)); ) {
            count += leaves.get(i).count();
        }
        return count;
    }

    /** @return null if details of the leaf where the compaction ended were not kept */
    private @Nullable Long count() {
        long live = 0;
        for (int i = 0; i < leaves.count(); i++) {
            LeafRecord leaf = leaves.get(i);
            EntryTotals totals = EntryTotals.of(leaf);
            if (!isAfterCompaction(leaf)) {
                live += totals.puts();
            } else if (Revision.mainOf(leaf.first().copy(), 0) > compacted) {
                live += totals.firstPuts() - totals.tombstones();
            } else if (totals.hasDetails()) {
                live += countAcrossCompaction(leaf, totals);
            } else {
                return null;
            }
        }
        return live;
    }

    private long countAcrossCompaction(LeafRecord leaf, EntryTotals totals) {
        read(leaf, totals);
        long live = 0;
        for (int i = 0; i < leaf.count(); i++) {
            boolean after = entries.mains[i] > compacted;
            boolean deletes = entries.is(EntryDetails.TOMBSTONE, i);
            if (entries.is(EntryDetails.NO_KEY, i)) {
                continue;
            } else if (deletes) {
                live -= after ? 1 : 0;
            } else if (!after || entries.is(EntryDetails.FIRST_VERSION, i)) {
                live++;
            }
        }
        return live;
    }

    private void read(LeafRecord leaf, EntryTotals totals) {
        entries.read(Objects.requireNonNull(totals.rest()).fork(), leaf.count());
    }

    /** One way from the newest revision to the oldest. */
    private final class Pass {
        private final Crc32cCombiner hash = new Crc32cCombiner();
        private final LongHashSet seen;
        private long liveKeys;
        private boolean anyKept;

        /** @param most how many keys may have to be remembered */
        Pass(long most) {
            this.seen = new LongHashSet(most);
        }

        /** @param skipReplaced whether versions up to the compaction that were replaced are left out of the hash */
        void run(boolean skipReplaced) {
            for (int i = leaves.count(); i-- > 0; ) {
                LeafRecord leaf = leaves.get(i);
                read(leaf, EntryTotals.of(leaf));
                addLeaf(leaf.count(), skipReplaced);
            }
        }

        long value() {
            byte[] name = SnapshotFigures.KEY_BUCKET.getBytes(StandardCharsets.US_ASCII);
            CRC32C crc = new CRC32C();
            crc.update(name);
            hash.prepend((int) crc.getValue(), name.length);
            return hash.value();
        }

        private void addLeaf(int count, boolean skipReplaced) {
            int end = count;
            long bytes = 0;
            for (int i = count; i-- > 0; ) {
                if (isHashed(i, skipReplaced)) {
                    bytes += entries.lengths[i];
                } else {
                    prepend(i + 1, end, bytes);
                    end = i;
                    bytes = 0;
                }
            }
            prepend(0, end, bytes);
        }

        /** Puts a run of entries in front, whose checksum follows from those of the leaf up to its ends. */
        private void prepend(int from, int end, long bytes) {
            if (end > from) {
                int whole = entries.crcs[end - 1];
                hash.prepend(from == 0 ? whole : hash.rest(whole, entries.crcs[from - 1], bytes), bytes);
            }
        }

        /** Returns the checksum of one entry, which follows from those of the leaf before and behind it. */
        private int crcOf(int i) {
            return i == 0 ? entries.crcs[0] : hash.rest(entries.crcs[i], entries.crcs[i - 1], entries.lengths[i]);
        }

        private boolean isHashed(int i, boolean skipReplaced) {
            boolean after = entries.mains[i] > compacted;
            boolean newest =
                    after || !compactionIsComplete ? seen.add(entries.hashes[i]) : !seen.contains(entries.hashes[i]);
            boolean deletes = entries.is(EntryDetails.TOMBSTONE, i);
            if (newest && !deletes) {
                anyKept = true;
                countLive(i);
            }
            if (after) {
                return true;
            } else if (skipReplaced) {
                return newest && !deletes;
            }
            return !(deletes && entries.mains[i] == compacted);
        }

        private void countLive(int i) {
            if (!entries.is(EntryDetails.NO_KEY, i)) {
                liveKeys++;
                if (live != LiveVersions.NONE) {
                    live.add(entries.hashes[i], entries.mains[i], entries.subs[i], crcOf(i));
                }
            }
            if (entries.labels[i] != 0) {
                liveLabels.set(entries.labels[i]);
            }
        }
    }
}
