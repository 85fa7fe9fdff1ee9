package io.etcdsnapshot.store.s3;

import java.util.Map;

/** What has to hold for an object to be written. */
record Condition(Map<String, String> headers) {
    static final Condition NONE = new Condition(Map.of());
    /** Nothing is there under this key. */
    static final Condition ABSENT = new Condition(Map.of("If-None-Match", "*"));

    /** Returns the condition that the object there is still this one. */
    static Condition unchanged(String etag) {
        return new Condition(Map.of("If-Match", "\"" + etag + "\""));
    }
}
