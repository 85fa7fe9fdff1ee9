package io.etcdsnapshot.backup;

/**
 * A value as it lies in etcd. The arrays are not copied: nobody may change them.
 *
 * @param etcdKey such as {@code /kubernetes.io/secrets/default/token}
 */
@SuppressWarnings("ArrayRecordComponent")
public record StoredValue(byte[] etcdKey, byte[] value) {}
