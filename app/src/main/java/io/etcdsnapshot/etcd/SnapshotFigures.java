package io.etcdsnapshot.etcd;

import io.etcdsnapshot.bbolt.BucketRecord;
import io.etcdsnapshot.bbolt.LeafRecord;
import io.etcdsnapshot.bbolt.Meta;
import io.etcdsnapshot.bbolt.TreeCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;

/** Adds up the buckets of a scanned database in key order, as {@code snapshot status} does. */
final class SnapshotFigures {
    static final String KEY_BUCKET = "key";
    static final String META_BUCKET = "meta";
    static final String CLUSTER_BUCKET = "cluster";
    private static final String ALARM_BUCKET = "alarm";
    private static final Set<String> NEEDED_BUCKETS = Set.of(KEY_BUCKET, META_BUCKET);

    private final TreeCheck tree;
    private final Problems problems;
    private final Crc32cCombiner hash = new Crc32cCombiner();
    private final RevisionLeaves revisions;
    private final MetaBucket meta = new MetaBucket();
    private final List<Alarm> alarms = new ArrayList<>();
    private final SnapshotStatus status;
    private final RevisionFigures figures;
    private long hashed;

    SnapshotFigures(Meta metaPage, TreeCheck tree, Problems problems, long setBytes, LiveVersions live) {
        this.tree = tree;
        this.problems = problems;
        this.revisions = new RevisionLeaves(tree, problems);
        List<BucketRecord> buckets = tree.rootBuckets();
        checkNames(buckets);
        long keys = 0;
        long keyBucketHash = 0;
        for (BucketRecord bucket : buckets) {
            long before = hash.value();
            hashed = 0;
            keys += add(bucket);
            if (bucket.name().text().equals(KEY_BUCKET)) {
                keyBucketHash = hash.since(before, hashed);
            }
        }
        tree.checkUnreached();
        figures = new RevisionFigures(revisions, meta, keyBucketHash, setBytes, live);
        status = new SnapshotStatus(
                revisions.lastMain(),
                keys,
                metaPage.pageCount() * metaPage.pageSize(),
                hash.value(),
                figures.liveKeys(),
                meta.storageVersion(),
                figures.hashKv(),
                meta.clusterVersion());
    }

    SnapshotStatus status() {
        return status;
    }

    List<Alarm> alarms() {
        return alarms;
    }

    Set<Integer> liveLabels() {
        Set<Integer> labels = new TreeSet<>();
        figures.liveLabels().stream().forEach(labels::add);
        return labels;
    }

    private void checkNames(List<BucketRecord> buckets) {
        Set<String> missing = new TreeSet<>(NEEDED_BUCKETS);
        for (BucketRecord bucket : buckets) {
            missing.remove(bucket.name().text());
        }
        if (tree.isComplete() && !missing.isEmpty()) {
            problems.add("keys", "a bbolt database, but not etcd's: it has no bucket " + missing);
        }
    }

    private long add(BucketRecord bucket) {
        CRC32C crc = new CRC32C();
        crc.update(bucket.name().copy());
        append((int) crc.getValue(), bucket.name().length());
        BiConsumer<LeafRecord, EntryTotals> meaning = meaningOf(bucket.name().text());
        return tree.walk(bucket, leaf -> addLeaf(leaf, EntryTotals.of(leaf), meaning));
    }

    private BiConsumer<LeafRecord, EntryTotals> meaningOf(String bucket) {
        return switch (bucket) {
            case KEY_BUCKET -> revisions::add;
            case META_BUCKET, CLUSTER_BUCKET -> (leaf, totals) -> totals.forEachSmallEntry(meta::add);
            case ALARM_BUCKET -> (leaf, totals) -> totals.forEachSmallEntry((key, value) -> addAlarm(key));
            default -> (leaf, totals) -> {};
        };
    }

    private void append(int crc, long bytes) {
        hash.append(crc, bytes);
        hashed += bytes;
    }

    private void addLeaf(LeafRecord leaf, EntryTotals totals, BiConsumer<LeafRecord, EntryTotals> meaning) {
        append(totals.crc(), totals.bytes());
        meaning.accept(leaf, totals);
    }

    private void addAlarm(byte[] key) {
        try {
            alarms.add(Alarm.parse(key));
        } catch (IllegalArgumentException e) {
            problems.add("keys", "bucket alarm contains an entry that is not an alarm");
        }
    }
}
