package io.etcdsnapshot.store.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The keys that requests are signed with.
 *
 * @param sessionToken null for keys that don't end
 * @param expires null if they don't end, or nobody told
 * @param origin where they are from, for messages: "the environment"
 */
record Credentials(
        String accessKey, String secretKey, @Nullable String sessionToken, @Nullable Instant expires, String origin) {
    /** Returns the origin alone: everything else could end in a log. */
    @Override
    public String toString() {
        return "credentials of " + origin;
    }
}
