package io.etcdsnapshot.lookup;

import io.etcdsnapshot.etcd.Revision;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.util.Comparator;

/**
 * A version of an object that is asked for.
 *
 * @param rank of the kind, in the order they were asked for
 * @param revision where it is
 * @param createRevision that created the object; 0 if this one deletes it
 * @param bytes of the value as it is stored
 */
public record FoundVersion(
        int rank, ResourceKey key, Revision revision, long createRevision, Change change, int bytes) {
    static final Comparator<FoundVersion> ORDER = Comparator.comparingInt(FoundVersion::rank)
            .thenComparing(version -> version.key().namespace())
            .thenComparing(version -> version.key().name())
            .thenComparing(version -> version.key().root())
            .thenComparing(FoundVersion::revision);
}
