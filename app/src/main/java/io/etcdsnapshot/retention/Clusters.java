package io.etcdsnapshot.retention;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Manifest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells which sets of a location are of one cluster. Older manifests have, in place of the cluster's id, the name that
 * users gave it; where newer ones say whose name that is, both are of that cluster.
 */
public final class Clusters {
    private final Map<String, Set<String>> idsByName = new HashMap<>();

    public Clusters(Collection<BackupSet> sets) {
        for (BackupSet set : sets) {
            Manifest manifest = set.manifest();
            if (manifest != null && manifest.clusterName() != null && manifest.clusterId() != null) {
                idsByName
                        .computeIfAbsent(manifest.clusterName(), name -> new TreeSet<>())
                        .add(manifest.clusterId());
            }
        }
    }

    /** Returns a word that only sets of the same cluster share; empty where nobody knows the cluster. */
    public Optional<String> of(BackupSet set) {
        Set<String> named = idsByName.getOrDefault(Objects.requireNonNullElse(set.clusterId(), ""), Set.of());
        return named.size() == 1 ? named.stream().findFirst() : Optional.ofNullable(set.clusterId());
    }
}
