package io.etcdsnapshot.etcd;

import java.util.Arrays;

/**
 * One version of one key, as etcd stored it: an {@code mvccpb.KeyValue}. A tombstone has nothing but the key. The arrays
 * are not copied: nobody may change them.
 *
 * @param key empty in the entry that a restore with a bumped revision leaves behind
 * @param createRevision main revision of the first version since the key was last created
 * @param modRevision main revision that wrote this version
 * @param version how many times the key was written since it was created
 * @param lease id of the lease it is bound to, or 0
 */
@SuppressWarnings("ArrayRecordComponent")
public record KeyValue(byte[] key, long createRevision, long modRevision, long version, byte[] value, long lease) {
    /** @throws IllegalArgumentException if the bytes are no such message */
    public static KeyValue parse(byte[] message, int offset, int length) {
        KeyValueFields fields = new KeyValueFields();
        if (!fields.parse(message, offset, length)) {
            throw new IllegalArgumentException("not a key and value of etcd's (mvccpb.KeyValue)");
        }
        return new KeyValue(
                Arrays.copyOfRange(message, fields.keyAt, fields.keyAt + fields.keyBytes),
                fields.createRevision,
                fields.modRevision,
                fields.version,
                Arrays.copyOfRange(message, fields.valueAt, fields.valueAt + fields.valueBytes),
                fields.lease);
    }
}
