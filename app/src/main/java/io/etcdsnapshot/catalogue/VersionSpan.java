package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sets in a row that were taken of one version.
 *
 * @param cluster the cluster's version; null where not known
 * @param etcd the minor version of etcd; null where not known
 * @param first the first of these sets
 * @param since when it was taken
 * @param sets how many there are
 */
public record VersionSpan(@Nullable String cluster, @Nullable String etcd, BackupSetId first, Instant since, int sets) {
    /** Returns the spans, oldest first; sets of which no version is known end none. */
    static List<VersionSpan> of(Collection<BackupSet> sets) {
        TreeMap<BackupSetId, BackupSet> byId = new TreeMap<>();
        sets.forEach(set -> byId.put(set.id(), set));
        List<VersionSpan> spans = new ArrayList<>();
        for (BackupSet set : byId.values()) {
            Manifest manifest = set.manifest();
            String cluster = manifest == null ? null : manifest.clusterVersion();
            String etcd = etcd(manifest == null ? null : manifest.snapshot());
            if (cluster != null || etcd != null) {
                add(spans, new VersionSpan(cluster, etcd, set.id(), set.takenAt(), 1));
            }
        }
        return List.copyOf(spans);
    }

    private static @Nullable String etcd(@Nullable SnapshotStatus status) {
        if (status == null) {
            return null;
        }
        return status.etcdVersion() == null ? status.storageVersion() : status.etcdVersion();
    }

    private static void add(List<VersionSpan> spans, VersionSpan next) {
        int last = spans.size() - 1;
        if (last >= 0
                && Objects.equals(spans.get(last).cluster, next.cluster)
                && Objects.equals(spans.get(last).etcd, next.etcd)) {
            VersionSpan span = spans.get(last);
            spans.set(last, new VersionSpan(span.cluster, span.etcd, span.first, span.since, span.sets + 1));
        } else {
            spans.add(next);
        }
    }

    /** Returns the version in words. */
    public String words() {
        if (cluster == null) {
            return "etcd " + etcd;
        }
        return etcd == null ? cluster : cluster + ", etcd " + etcd;
    }
}
