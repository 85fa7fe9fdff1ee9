package io.etcdsnapshot.etcd;

/**
 * The figures of {@code etcdctl snapshot status -w json}.
 *
 * @param revision the highest main revision in the {@code key} bucket
 * @param totalKeys keys over all buckets
 * @param totalSize bytes of the database, without the trailer
 * @param hash CRC-32C over bucket names, keys and values in order, as an unsigned number
 */
public record SnapshotStatus(long revision, long totalKeys, long totalSize, long hash) {}
