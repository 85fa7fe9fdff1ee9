package io.etcdsnapshot.rehearse;

import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.HashKv;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.etcd.StoredKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares what a snapshot file holds with what came of it: in the restored database, and in what etcd serves. */
final class ServedDataCheck {
    private static final int SAMPLE = 100;
    private static final int ROUNDS = 20;
    private static final String KEYS = "key";
    /** What etcd writes of itself and its members, and a restore writes anew. */
    private static final Set<String> OWN_BUCKETS = Set.of("meta", "members", "members_removed", "cluster");

    private final String file;
    private final SnapshotStatus expected;
    private final SnapshotReader snapshot;

    /** @param snapshot stays open as long as questions are asked */
    ServedDataCheck(String file, SnapshotStatus expected, SnapshotReader snapshot) {
        this.file = file;
        this.expected = expected;
        this.snapshot = snapshot;
    }

    Finding compareRestored(Path database) throws IOException {
        try (SnapshotReader restored = SnapshotReader.open(database)) {
            Map<String, Long> before = content(snapshot);
            Map<String, Long> after = content(restored);
            long keysBefore = before.getOrDefault(KEYS, 0L);
            long keysAfter = after.getOrDefault(KEYS, 0L);
            if (snapshot.isBeingCompacted() && keysAfter > 0 && keysAfter < keysBefore) {
                before.put(KEYS, keysAfter);
            }
            return before.equals(after)
                    ? Finding.passed(file, "content", "all keys of the set were restored: " + after)
                    : Finding.failed(file, "content", "the set holds %s, restored were %s".formatted(before, after));
        }
    }

    private static Map<String, Long> content(SnapshotReader database) throws IOException {
        Map<String, Long> keys = new TreeMap<>(database.keysPerBucket());
        keys.keySet().removeAll(OWN_BUCKETS);
        keys.values().removeIf(count -> count == 0);
        return keys;
    }

    /** @return how many keys are there, or null if etcd asks for a password */
    @Nullable
    Long ask(TemporaryEtcd etcd, Consumer<Finding> findings) throws IOException, InterruptedException {
        Finding revision = compareRevision(etcd.status().revision());
        findings.accept(revision);
        if (revision.ok()) {
            findings.accept(compareAllValues(etcd.client()));
        }
        if (snapshot.authEnabled()) {
            findings.accept(Finding.passed(
                    file, "sample", "not read: this etcd asks for a password, which no backup holds in clear"));
            return null;
        }
        long compared = Math.min(etcd.status().revision(), Math.max(wantedRevision(), snapshot.compactRevision()));
        long liveKeys = etcd.client().countKeys(compared);
        findings.accept(compareLiveKeys(liveKeys));
        findings.accept(readSample(etcd.client()));
        return liveKeys;
    }

    /** Everything at once: what etcd's members compare among themselves. */
    private Finding compareAllValues(EtcdClient client) throws IOException, InterruptedException {
        HashKv wanted = expected.hashKv();
        if (wanted == null) {
            return Finding.passed(
                    file, "values", "not compared as a whole: the set is too large for this machine's memory");
        }
        HashKv served = client.newestHashKv();
        if (served.revision() != wanted.revision()) {
            served = client.hashKv(wanted.revision());
        }
        String detail = "HashKV %08x at revision %,d".formatted(served.hash(), served.revision());
        return served.equals(wanted)
                ? Finding.passed(file, "values", detail + ": all keys and values are served as they are in the set")
                : Finding.failed(
                        file,
                        "values",
                        "%s is served, the set has %08x (compact revision %,d and %,d): keys or values differ"
                                .formatted(detail, wanted.hash(), served.compactRevision(), wanted.compactRevision()));
    }

    private Finding compareLiveKeys(long served) {
        Long wanted = expected.liveKeys();
        return wanted == null || wanted == served
                ? Finding.passed(file, "served", "%,d keys are served".formatted(served))
                : Finding.failed(file, "served", "%,d keys are served, the set has %,d".formatted(served, wanted));
    }

    private long wantedRevision() {
        return Math.max(1, expected.revision());
    }

    /** An etcd without keys is at revision 1. Leases that run out, and a compaction past the last change, add to it. */
    private Finding compareRevision(long served) throws IOException {
        long wanted = wantedRevision();
        boolean mayBeMore =
                snapshot.compactRevision() >= served || snapshot.keysPerBucket().getOrDefault("lease", 0L) > 0;
        if (served == wanted) {
            return Finding.passed(file, "revision", "%,d is served, as the set says".formatted(served));
        }
        String detail = "%,d is served, the set says %,d".formatted(served, wanted);
        return served > wanted && mayBeMore
                ? Finding.passed(file, "revision", detail)
                : Finding.failed(file, "revision", detail);
    }

    /** Draws until enough versions were read; one that was deleted by the last compaction is served by nobody. */
    private Finding readSample(EtcdClient client) throws IOException, InterruptedException {
        Random random = new Random();
        int equal = 0;
        for (int round = 0; round < ROUNDS && equal < SAMPLE; round++) {
            for (StoredKey stored : snapshot.sample(SAMPLE - equal, random)) {
                long revision = Math.max(stored.modRevision(), snapshot.compactRevision());
                Optional<StoredKey> served = client.get(stored.key(), revision);
                Optional<StoredKey> inSet = served.isPresent()
                        ? snapshot.find(stored.key(), served.get().modRevision())
                        : Optional.empty();
                if (!served.equals(inSet) || (served.isEmpty() && stored.modRevision() >= revision)) {
                    return Finding.failed(
                            file,
                            "sample",
                            "the key written at revision %,d is served otherwise than it is in the set"
                                    .formatted(stored.modRevision()));
                }
                equal += served.isPresent() ? 1 : 0;
            }
        }
        return Finding.passed(file, "sample", "%d values were read, each as it is in the set".formatted(equal));
    }
}
