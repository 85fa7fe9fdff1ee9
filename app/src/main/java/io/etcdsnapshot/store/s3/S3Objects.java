package io.etcdsnapshot.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads, writes and deletes single objects of one bucket. */
final class S3Objects {
    private final S3Transport transport;

    S3Objects(S3Transport transport) {
        this.transport = transport;
    }

    /**
     * Holds what the server said about an object that it stored.
     *
     * @param versionId null where the bucket keeps no versions
     */
    record Stored(String etag, @Nullable String versionId) {
        static Stored of(S3Exchange.Answer answer) {
            return new Stored(
                    Digests.plain(answer.header("ETag")),
                    answer.headers().firstValue("x-amz-version-id").orElse(null));
        }
    }

    /**
     * @param lock null for the bucket's default
     * @param withMd5 whether the server demands an MD5, as with a lock
     */
    Stored put(String key, S3Request.Body body, Condition condition, @Nullable Lock lock, boolean withMd5)
            throws S3Exception {
        S3Request request = S3Request.of(lock == null ? "s3:PutObject" : Lock.ACTION, "PUT", key)
                .headers(OwnMark.HEADERS)
                .headers(condition.headers())
                .body(body);
        if (lock != null) {
            request = request.headers(lock.headers());
        }
        if (withMd5) {
            request = request.header("Content-MD5", md5(body));
        }
        return Stored.of(transport.send(request));
    }

    /** Returns the MD5 as a header has it. */
    static String md5(S3Request.Body body) {
        return Base64.getEncoder().encodeToString(Digests.md5(body.bytes(), body.length()));
    }

    /**
     * An object without its content.
     *
     * @param own whether this program wrote it
     */
    record Head(Stored stored, boolean own) {}

    /** Returns the object's head; empty if there is no such object. */
    Optional<Head> head(String key) throws S3Exception {
        try {
            S3Exchange.Answer answer = transport.send(S3Request.of("s3:GetObject", "HEAD", key));
            return Optional.of(new Head(Stored.of(answer), OwnMark.isOn(answer)));
        } catch (S3Exception e) {
            if (e.kind() == S3Exception.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Returns the object from its beginning; the stream goes on where it was when a connection is lost. */
    InputStream read(String key) throws S3Exception {
        return new ResumingStream(transport, key);
    }

    /** Returns a small object; empty if there is none. */
    Optional<byte[]> readSmall(String key, int maxBytes) throws S3Exception {
        try (InputStream in = read(key)) {
            return Optional.of(in.readNBytes(maxBytes));
        } catch (S3Exception e) {
            if (e.kind() == S3Exception.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw transport.problem().unreachable(S3Request.of("s3:GetObject", "GET", key), e);
        }
    }

    /** Hides the object behind a delete marker where the bucket keeps versions, else removes it. */
    void delete(String key) throws S3Exception {
        delete(key, null);
    }

    /** @param versionId null for the object as readers see it */
    void delete(String key, @Nullable String versionId) throws S3Exception {
        S3Request request =
                S3Request.of(versionId == null ? "s3:DeleteObject" : "s3:DeleteObjectVersion", "DELETE", key);
        try {
            transport.send(versionId == null ? request : request.query("versionId", versionId));
        } catch (S3Exception e) {
            if (e.kind() != S3Exception.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
