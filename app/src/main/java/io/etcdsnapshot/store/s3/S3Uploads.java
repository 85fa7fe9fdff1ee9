package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.store.s3.S3Exchange.Answer;
import io.etcdsnapshot.store.s3.S3Objects.Stored;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Multipart uploads: objects that appear only when they are completed. */
final class S3Uploads {
    static final String PART_NUMBER = "partNumber";

    private final S3Transport transport;

    S3Uploads(S3Transport transport) {
        this.transport = transport;
    }

    /** Begins an upload and returns its id. */
    String create(String key, @Nullable Lock lock) throws S3Exception {
        S3Request request = S3Request.of(lock == null ? "s3:PutObject" : Lock.ACTION, "POST", key)
                .query("uploads", "")
                .headers(OwnMark.HEADERS);
        return xmlText(lock == null ? request : request.headers(lock.headers()), "UploadId");
    }

    /**
     * A part that the server has.
     *
     * @param repeated whether it was sent more than once, so that the server may have mixed up what it holds of it
     */
    record Part(String etag, boolean repeated) {}

    /** Sends one part. */
    Part putPart(String key, String uploadId, int number, S3Request.Body body, boolean withMd5) throws S3Exception {
        S3Request request = S3Request.of("s3:PutObject", "PUT", key)
                .query(PART_NUMBER, String.valueOf(number))
                .query("uploadId", uploadId)
                .body(body);
        Answer answer = transport.send(withMd5 ? request.header("Content-MD5", S3Objects.md5(body)) : request);
        return new Part(Digests.plain(answer.header("ETag")), answer.repeated());
    }

    /**
     * Makes the parts one object.
     *
     * @param etags of the parts, in order
     */
    Stored complete(String key, String uploadId, List<String> etags, Condition condition) throws S3Exception {
        StringBuilder document = new StringBuilder("<CompleteMultipartUpload>");
        for (int part = 1; part <= etags.size(); part++) {
            document.append("<Part><PartNumber>%d</PartNumber><ETag>&quot;%s&quot;</ETag></Part>"
                    .formatted(part, etags.get(part - 1)));
        }
        document.append("</CompleteMultipartUpload>");
        S3Request request = S3Request.of("s3:PutObject", "POST", key)
                .query("uploadId", uploadId)
                .headers(condition.headers())
                .header("Content-Type", "application/xml")
                .body(S3Request.Body.of(document.toString().getBytes(StandardCharsets.UTF_8)));
        try {
            Answer answer = transport.send(request);
            String version = answer.headers().firstValue("x-amz-version-id").orElse(null);
            return new Stored(Digests.plain(answer.xml().requireText("ETag")), version);
        } catch (S3Exception e) {
            return completedBefore(key, etags, e);
        } catch (XmlElement.Malformed e) {
            throw transport.problem().malformed(request, e);
        }
    }

    /**
     * An answer that was lost leaves a completed object behind, and the repeated request finds no upload any more, or the
     * object that it should not find.
     */
    private Stored completedBefore(String key, List<String> etags, S3Exception failure) throws S3Exception {
        if (failure.kind() == S3Exception.Kind.NO_UPLOAD || failure.kind() == S3Exception.Kind.PRECONDITION) {
            String expected = Digests.ofParts(etags);
            Optional<Stored> there = new S3Objects(transport).head(key).map(S3Objects.Head::stored);
            if (there.isPresent() && !expected.isEmpty() && there.get().etag().equals(expected)) {
                return there.get();
            }
        }
        throw failure;
    }

    /** Gives an upload up; one that is gone is fine. */
    void abort(String key, String uploadId) throws S3Exception {
        try {
            transport.send(
                    S3Request.of("s3:AbortMultipartUpload", "DELETE", key).query("uploadId", uploadId));
        } catch (S3Exception e) {
            if (e.kind() != S3Exception.Kind.NO_UPLOAD && e.kind() != S3Exception.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Returns when the last part of an upload arrived; empty if there is none yet. */
    Optional<Instant> lastPart(String key, String uploadId) throws S3Exception {
        Optional<Instant> last = Optional.empty();
        String marker = "0";
        while (true) {
            S3Request request = S3Request.of("s3:ListMultipartUploadParts", "GET", key)
                    .query("uploadId", uploadId)
                    .query("part-number-marker", marker);
            try {
                XmlElement page = transport.send(request).xml();
                for (XmlElement part : page.children("Part")) {
                    Instant modified = Instant.parse(part.requireText("LastModified"));
                    last = last.filter(known -> known.isAfter(modified)).or(() -> Optional.of(modified));
                }
                String next = page.text("NextPartNumberMarker");
                if (!page.text("IsTruncated").equals("true") || next.equals(marker)) {
                    return last;
                }
                marker = next;
            } catch (XmlElement.Malformed | DateTimeException e) {
                throw transport.problem().malformed(request, e);
            }
        }
    }

    private String xmlText(S3Request request, String element) throws S3Exception {
        try {
            return transport.send(request).xml().requireText(element);
        } catch (XmlElement.Malformed e) {
            throw transport.problem().malformed(request, e);
        }
    }
}
