package io.etcdsnapshot.store.s3;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells how a bucket treats its objects. */
final class S3BucketInfo {
    /**
     * Holds how long a bucket keeps its objects from being removed.
     *
     * @param byDefault what holds for an object that comes without a lock of its own; null for nothing
     */
    record Locking(@Nullable ObjectLock byDefault) {}

    private final S3Transport transport;

    S3BucketInfo(S3Transport transport) {
        this.transport = transport;
    }

    /** Returns whether a deleted or overwritten object stays as an older version, or once did. */
    boolean keepsVersions() throws S3Exception {
        S3Request request = S3Request.of("s3:GetBucketVersioning", "GET", null).query("versioning", "");
        try {
            return !transport.send(request).xml().text("Status").isEmpty();
        } catch (S3Exception e) {
            if (e.kind() == S3Exception.Kind.NOT_SUPPORTED) {
                return false;
            }
            throw e;
        } catch (XmlElement.Malformed e) {
            throw transport.problem().malformed(request, e);
        }
    }

    /** Returns the bucket's Object Lock; empty if it has none, or the server knows of none. */
    Optional<Locking> objectLock() throws S3Exception {
        S3Request request =
                S3Request.of("s3:GetBucketObjectLockConfiguration", "GET", null).query("object-lock", "");
        try {
            XmlElement configuration = transport.send(request).xml();
            if (!configuration.text("ObjectLockEnabled").equals("Enabled")) {
                return Optional.empty();
            }
            return Optional.of(new Locking(configuration
                    .child("Rule")
                    .flatMap(rule -> rule.child("DefaultRetention"))
                    .map(S3BucketInfo::defaultLock)
                    .orElse(null)));
        } catch (S3Exception e) {
            if (e.kind() == S3Exception.Kind.NOT_FOUND || e.kind() == S3Exception.Kind.NOT_SUPPORTED) {
                return Optional.empty();
            }
            throw e;
        } catch (XmlElement.Malformed | IllegalArgumentException e) {
            throw transport.problem().malformed(request, e);
        }
    }

    private static ObjectLock defaultLock(XmlElement retention) {
        String years = retention.text("Years");
        int days = years.isEmpty() ? Integer.parseInt(retention.text("Days")) : 365 * Integer.parseInt(years);
        return new ObjectLock(ObjectLock.Mode.valueOf(retention.text("Mode").toUpperCase(Locale.ROOT)), days);
    }

    /** Returns until when a version can't be removed; empty if it can. */
    Optional<Instant> retainedUntil(String key, @Nullable String versionId) throws S3Exception {
        S3Request request = S3Request.of("s3:GetObjectRetention", "GET", key).query("retention", "");
        try {
            String until = transport
                    .send(versionId == null ? request : request.query("versionId", versionId))
                    .xml()
                    .text("RetainUntilDate");
            return until.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(until));
        } catch (S3Exception e) {
            if (e.kind() == S3Exception.Kind.NOT_FOUND || e.kind() == S3Exception.Kind.NOT_SUPPORTED) {
                return Optional.empty();
            }
            throw e;
        } catch (XmlElement.Malformed | DateTimeException e) {
            throw transport.problem().malformed(request, e);
        }
    }

    /** Locks an object that is there unless it is: some servers forget the lock of an object that came in parts. */
    void requireRetained(String key, Lock lock) throws S3Exception {
        if (retainedUntil(key, null)
                .filter(until -> !until.isBefore(lock.until()))
                .isPresent()) {
            return;
        }
        S3Request.Body body =
                S3Request.Body.of("<Retention><Mode>%s</Mode><RetainUntilDate>%s</RetainUntilDate></Retention>"
                        .formatted(lock.mode().name(), lock.until())
                        .getBytes(StandardCharsets.UTF_8));
        transport.send(S3Request.of("s3:PutObjectRetention", "PUT", key)
                .query("retention", "")
                .header("Content-MD5", S3Objects.md5(body))
                .body(body));
    }
}
