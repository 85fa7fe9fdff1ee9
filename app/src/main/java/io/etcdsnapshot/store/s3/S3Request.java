package io.etcdsnapshot.store.s3;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to a bucket, not signed yet.
 *
 * @param action the right that it takes, such as {@code s3:PutObject}
 * @param key null for the bucket itself
 * @param query not encoded; an empty value for a name alone
 */
record S3Request(
        String action,
        String method,
        @Nullable String key,
        Map<String, String> query,
        Map<String, String> headers,
        Body body) {
    /** Bytes to send; the array must not change before the answer is there. */
    record Body(byte[] bytes, int length) {
        static final Body NONE = new Body(new byte[0], 0);

        static Body of(byte[] bytes) {
            return new Body(bytes, bytes.length);
        }
    }

    static S3Request of(String action, String method, @Nullable String key) {
        return new S3Request(action, method, key, Map.of(), Map.of(), Body.NONE);
    }

    S3Request query(String name, String value) {
        return new S3Request(action, method, key, with(query, name, value), headers, body);
    }

    S3Request header(String name, String value) {
        return new S3Request(action, method, key, query, with(headers, name, value), body);
    }

    S3Request headers(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new S3Request(action, method, key, query, all, body);
    }

    S3Request body(Body newBody) {
        return new S3Request(action, method, key, query, headers, newBody);
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(map);
        all.put(name, value);
        return all;
    }
}
