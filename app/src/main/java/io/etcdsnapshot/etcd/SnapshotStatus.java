package io.etcdsnapshot.etcd;

import org.jspecify.annotations.Nullable;

/**
 * The figures of {@code snapshot status -w json}, of all versions of etcd.
 *
 * @param revision the highest main revision in the {@code key} bucket
 * @param totalKeys entries of all buckets: what {@code snapshot status} counts up to etcd 3.5
 * @param totalSize bytes of the database, without the trailer
 * @param hash CRC-32C over bucket names, keys and values in order, as an unsigned number
 * @param liveKeys keys that were not deleted: what it counts from etcd 3.6 on, but without the entry of no key that a
 *     restore with a bumped revision leaves behind; null where not known
 * @param storageVersion the minor version of etcd that the database needs, such as {@code 3.6.0}; null before etcd 3.6
 * @param hashKv null where not known
 * @param etcdVersion the minor version that the cluster ran, such as {@code 3.5.0}; null where the file does not tell
 */
public record SnapshotStatus(
        long revision,
        long totalKeys,
        long totalSize,
        long hash,
        @Nullable Long liveKeys,
        @Nullable String storageVersion,
        @Nullable HashKv hashKv,
        @Nullable String etcdVersion) {
    /** Makes the figures that every version of this program has written into manifests. */
    public SnapshotStatus(long revision, long totalKeys, long totalSize, long hash) {
        this(revision, totalKeys, totalSize, hash, null, null, null, null);
    }

    /** Returns whether all that both know is the same. */
    public boolean agreesWith(SnapshotStatus other) {
        return revision == other.revision
                && totalKeys == other.totalKeys
                && totalSize == other.totalSize
                && hash == other.hash
                && agree(liveKeys, other.liveKeys)
                && agree(storageVersion, other.storageVersion)
                && agree(hashKv, other.hashKv)
                && agree(etcdVersion, other.etcdVersion);
    }

    /**
     * Returns the oldest minor version of etcd that the data are made for, such as 3.6; null where the file does not tell.
     * A cluster in the middle of an upgrade may note a lower version than its storage has.
     */
    public @Nullable EtcdMinor requiredEtcd() {
        EtcdMinor ofStorage = EtcdMinor.parse(storageVersion);
        EtcdMinor ofCluster = EtcdMinor.parse(etcdVersion);
        if (ofStorage == null || ofCluster == null) {
            return ofStorage == null ? ofCluster : ofStorage;
        }
        return ofStorage.compareTo(ofCluster) > 0 ? ofStorage : ofCluster;
    }

    /** Returns the figures in words, those left out that are not known. */
    public String describe() {
        StringBuilder text = new StringBuilder(
                "revision %d, %d entries, %d bytes, hash %08x".formatted(revision, totalKeys, totalSize, hash));
        if (liveKeys != null) {
            text.append(", %d live keys".formatted(liveKeys));
        }
        if (storageVersion != null) {
            text.append(", storage version ").append(storageVersion);
        }
        if (etcdVersion != null) {
            text.append(", etcd ").append(etcdVersion);
        }
        if (hashKv != null) {
            text.append(", HashKV %08x at revision %d".formatted(hashKv.hash(), hashKv.revision()));
        }
        return text.toString();
    }

    private static boolean agree(@Nullable Object one, @Nullable Object other) {
        return one == null || other == null || one.equals(other);
    }
}
