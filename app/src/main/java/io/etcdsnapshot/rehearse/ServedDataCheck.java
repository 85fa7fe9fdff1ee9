package io.etcdsnapshot.rehearse;

import io.etcdsnapshot.etcd.Finding;
import io.etcdsnapshot.etcd.SnapshotReader;
import io.etcdsnapshot.etcd.SnapshotStatus;
import io.etcdsnapshot.etcd.StoredKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
        findings.accept(compareRevision(etcd.status().revision()));
        if (snapshot.authEnabled()) {
            findings.accept(Finding.passed(
                    file, "sample", "not read: this etcd asks for a password, which no backup holds in clear"));
            return null;
        }
        long liveKeys = etcd.client().countKeys(etcd.status().revision());
        findings.accept(Finding.passed(file, "served", "%,d keys are served".formatted(liveKeys)));
        findings.accept(readSample(etcd.client()));
        return liveKeys;
    }

    /** An etcd without keys is at revision 1. Leases that run out, and a compaction past the last change, add to it. */
    private Finding compareRevision(long served) throws IOException {
        long wanted = Math.max(1, expected.revision());
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

    private Finding readSample(EtcdClient client) throws IOException, InterruptedException {
        List<StoredKey> sample = snapshot.sample(SAMPLE, new Random());
        long compacted = snapshot.compactRevision();
        int equal = 0;
        for (StoredKey stored : sample) {
            Optional<StoredKey> served = client.get(stored.key(), Math.max(stored.modRevision(), compacted));
            if (served.isPresent() && served.get().equals(stored)) {
                equal++;
            } else if (stored.modRevision() >= compacted || isSame(served, stored)) {
                return Finding.failed(
                        file,
                        "sample",
                        "the key written at revision %,d is served otherwise than it is in the set"
                                .formatted(stored.modRevision()));
            }
        }
        return Finding.passed(file, "sample", "%d values were read, each as it is in the set".formatted(equal));
    }

    /** Another version may stand in place of one that a compaction had not removed yet, but not the same, changed. */
    private static boolean isSame(Optional<StoredKey> served, StoredKey stored) {
        return served.filter(key -> key.modRevision() == stored.modRevision()).isPresent();
    }
}
