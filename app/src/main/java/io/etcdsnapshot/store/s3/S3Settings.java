package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.io.Throttle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Holds how a bucket is reached and written.
 *
 * @param objectLock how long a new set can't be removed; null for the bucket's own default
 * @param readBack whether every copy is read back even where the server was shown to check what it receives
 * @param stall how long a request may make no progress before it is given up and sent again
 * @param patience how long a request is repeated while the server is busy or away
 * @param limit what is sent and received shares it
 */
public record S3Settings(
        S3Server server,
        CredentialSettings credentials,
        @Nullable ObjectLock objectLock,
        boolean readBack,
        Duration stall,
        Duration patience,
        Throttle limit) {
    public static final Duration STALL = Duration.ofSeconds(60);
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Without a limit. */
    public S3Settings(
            S3Server server,
            CredentialSettings credentials,
            @Nullable ObjectLock objectLock,
            boolean readBack,
            Duration stall,
            Duration patience) {
        this(server, credentials, objectLock, readBack, stall, patience, Throttle.unlimited());
    }
}
