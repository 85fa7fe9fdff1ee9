package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.store.layout.LayoutNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what a server does, by trying: their documents and version numbers tell less. */
final class AbilitiesProbe {
    private static final byte[] CONTENT = "etcd-snapshot\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "etcd-snapsh0t\n".getBytes(StandardCharsets.UTF_8);

    private final S3Client client;
    private final String key;

    /** @param keys of the location where the probe is written */
    AbilitiesProbe(S3Client client, S3Keys keys) {
        this.client = client;
        this.key = keys.prefix(keys.root()) + LayoutNames.PROBE_FILE;
    }

    ServerAbilities run() throws S3Exception {
        S3BucketInfo.Locking locking = locking(client);
        return new ServerAbilities(
                conditions(locking), checksPayload(), client.info().keepsVersions(), locking);
    }

    /** Returns the Object Lock of the bucket; null for none, and where nobody may ask. */
    static S3BucketInfo.@Nullable Locking locking(S3Client client) throws S3Exception {
        try {
            return client.info().objectLock().orElse(null);
        } catch (S3Exception e) {
            if (e.kind() == S3Exception.Kind.DENIED) {
                return null;
            }
            throw e;
        }
    }

    /** Tries to overwrite what must not be; under a lock the probe stays, as it must, and serves the next time. */
    private boolean conditions(S3BucketInfo.@Nullable Locking locking) throws S3Exception {
        boolean md5 = locking != null;
        Optional<S3Objects.Head> there = client.objects().head(key);
        if (there.isEmpty()) {
            client.objects().put(key, S3Request.Body.of(CONTENT), Condition.NONE, null, md5);
            requireContent();
        }
        try {
            client.objects().put(key, S3Request.Body.of(OTHER), Condition.ABSENT, null, md5);
            return false;
        } catch (S3Exception e) {
            if (e.kind() == S3Exception.Kind.PRECONDITION) {
                return true;
            }
            if (e.kind() == S3Exception.Kind.NOT_SUPPORTED) {
                return false;
            }
            throw e;
        } finally {
            if (locking == null || locking.byDefault() == null) {
                remove();
            }
        }
    }

    private void remove() throws S3Exception {
        client.objects().delete(key);
        if (client.info().keepsVersions()) {
            for (S3Object.Version version : client.lists().versions(key)) {
                if (version.key().equals(key)) {
                    client.objects().delete(key, version.id());
                }
            }
        }
    }

    /** Returns until when the probe of a {@link #run} can't be removed; empty if it is not locked. */
    Optional<Instant> lockedUntil() throws S3Exception {
        return client.info().retainedUntil(key, null);
    }

    private void requireContent() throws S3Exception {
        byte[] found = client.objects().readSmall(key, CONTENT.length + 1).orElse(new byte[0]);
        if (!Arrays.equals(found, CONTENT)) {
            throw Failure.notWhole("the bytes read back differ from those written");
        }
    }

    /** Sends a payload that changed after it was signed. */
    boolean checksPayload() throws S3Exception {
        S3Request request = S3Request.of("s3:PutObject", "PUT", key)
                .headers(OwnMark.HEADERS)
                .body(S3Request.Body.of(CONTENT));
        try {
            client.transport().sendChanged(request, S3Request.Body.of(OTHER));
        } catch (S3Exception e) {
            if (e.kind() == S3Exception.Kind.DENIED) {
                throw e;
            }
            return e.kind() == S3Exception.Kind.DAMAGED_ON_THE_WAY;
        }
        remove();
        return false;
    }
}
