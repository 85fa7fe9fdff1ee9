package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.store.layout.LayoutNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** Finds out whether a lock holds against the key that set it, by locking an object for some seconds. */
final class LockProbe {
    private static final Duration HELD = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 500;

    private final S3Client client;
    private final String key;

    /** @param keys of the location where the probe is written */
    LockProbe(S3Client client, S3Keys keys) {
        this.client = client;
        this.key = keys.prefix(keys.root()) + LayoutNames.PROBE_FILE + "-lock";
    }

    /** @throws Failure if the server takes the lock and does not keep to it */
    void run(ObjectLock.Mode mode) throws S3Exception {
        Instant until = client.transport().serverTime().plus(HELD).truncatedTo(ChronoUnit.SECONDS);
        S3Request.Body content = S3Request.Body.of("etcd-snapshot\n".getBytes(StandardCharsets.UTF_8));
        S3Objects.Stored stored = client.objects().put(key, content, Condition.NONE, new Lock(mode, until), true);
        boolean known = client.info()
                .retainedUntil(key, stored.versionId())
                .filter(until::equals)
                .isPresent();
        boolean refused = isRemovalRefused(stored);
        removeWhenFree(stored);
        if (!known || !refused) {
            throw Failure.failed("the bucket '%s' takes a lock and does not keep to it"
                    .formatted(client.endpoint().bucket()));
        }
    }

    private boolean isRemovalRefused(S3Objects.Stored stored) throws S3Exception {
        try {
            client.objects().delete(key, stored.versionId());
            return false;
        } catch (S3Exception e) {
            if (e.kind() == S3Exception.Kind.DENIED) {
                return true;
            }
            throw e;
        }
    }

    private void removeWhenFree(S3Objects.Stored stored) throws S3Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (isRemovalRefused(stored)) {
            if (System.nanoTime() > end) {
                throw Failure.failed("%s can't be removed, though its lock has ended".formatted(key));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                throw S3Transport.interrupted(e);
            }
        }
    }
}
