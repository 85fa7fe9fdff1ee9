package io.etcdsnapshot.etcd;

/**
 * The number that {@code etcdutl hashkv} and the HashKV call give for the history of all keys: equal in all members, and
 * before and after a restore, unlike the hash of {@code snapshot status}. Comparable where both revisions are equal.
 *
 * @param hash CRC-32C, as an unsigned number
 * @param revision up to which versions of keys are counted in
 * @param compactRevision up to which replaced versions are left out, compacted or not; -1 if etcd never compacted
 */
public record HashKv(long hash, long revision, long compactRevision) {}
