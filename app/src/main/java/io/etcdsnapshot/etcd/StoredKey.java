package io.etcdsnapshot.etcd;

import java.util.Base64;

/**
 * One version of one key, in the form of etcd's JSON gateway.
 *
 * @param key in Base64
 * @param modRevision the revision that wrote this version
 * @param version how many times the key was written since it was created
 * @param value in Base64
 */
public record StoredKey(String key, long createRevision, long modRevision, long version, String value) {
    static StoredKey of(KeyValue stored) {
        Base64.Encoder base64 = Base64.getEncoder();
        return new StoredKey(
                base64.encodeToString(stored.key()),
                stored.createRevision(),
                stored.modRevision(),
                stored.version(),
                base64.encodeToString(stored.value()));
    }
}
