package io.etcdsnapshot.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What etcd notes of its own database in bucket {@code meta}, and of its cluster in bucket {@code cluster}. */
final class MetaBucket {
    private final Map<String, byte[]> entries = new HashMap<>();

    void add(byte[] key, byte[] value) {
        entries.put(new String(key, UTF_8), value);
    }

    /** Up to here replaced versions were removed; -1 if etcd never compacted. */
    long finishedCompact() {
        return revision(EntrySummary.FINISHED_COMPACT);
    }

    /** Up to here replaced versions were to be removed; -1 if etcd never compacted. */
    long scheduledCompact() {
        return revision(EntrySummary.SCHEDULED_COMPACT);
    }

    private long revision(String name) {
        byte[] value = entries.get(name);
        return value != null && Revision.isRevision(value, 0, value.length) ? Revision.mainOf(value, 0) : -1;
    }

    /** Null before etcd 3.6. */
    @Nullable
    String storageVersion() {
        return text(EntrySummary.STORAGE_VERSION);
    }

    /** The lowest version of all members, without its patch. */
    @Nullable
    String clusterVersion() {
        return text(EntrySummary.CLUSTER_VERSION);
    }

    private @Nullable String text(String name) {
        byte[] value = entries.get(name);
        return value == null ? null : new String(value, UTF_8);
    }
}
