package io.etcdsnapshot.store.s3;

import java.time.Instant;
import java.util.Map;

/** Until when one object can't be removed. */
record Lock(ObjectLock.Mode mode, Instant until) {
    /** The rights that writing with a lock takes. */
    static final String ACTION = "s3:PutObject and s3:PutObjectRetention";

    Map<String, String> headers() {
        return Map.of(
                "x-amz-object-lock-mode", mode.name(),
                "x-amz-object-lock-retain-until-date", until.toString());
    }
}
