package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.store.s3.S3Object.Level;
import io.etcdsnapshot.store.s3.S3Object.Upload;
import io.etcdsnapshot.store.s3.S3Object.Version;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Lists what a bucket holds, page by page. */
final class S3Lists {
    private interface PageReader {
        void read(XmlElement page, Function<String, String> decode) throws XmlElement.Malformed;
    }

    /** Lists the buckets of an owner: the answer of a server that sees none in the request. */
    private static final String ALL_BUCKETS = "ListAllMyBucketsResult";

    private final S3Transport transport;

    S3Lists(S3Transport transport) {
        this.transport = transport;
    }

    /** Returns the objects whose keys begin with the prefix, in the order of their keys. */
    List<S3Object> objects(String prefix) throws S3Exception {
        return level(prefix, "").objects();
    }

    /** @param delimiter what ends a name, {@code /}; empty to see everything below */
    Level level(String prefix, String delimiter) throws S3Exception {
        List<S3Object> objects = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        S3Request request = request("s3:ListBucket", prefix).query("list-type", "2");
        if (!delimiter.isEmpty()) {
            request = request.query("delimiter", delimiter);
        }
        pages(request, Map.of("continuation-token", "NextContinuationToken"), (page, decode) -> {
            for (XmlElement each : page.children("Contents")) {
                objects.add(object(each, decode));
            }
            for (XmlElement each : page.children("CommonPrefixes")) {
                prefixes.add(decode.apply(each.requireText("Prefix")));
            }
        });
        return new Level(List.copyOf(objects), List.copyOf(prefixes));
    }

    private static S3Object object(XmlElement element, Function<String, String> decode) throws XmlElement.Malformed {
        return new S3Object(
                decode.apply(element.requireText("Key")),
                Long.parseLong(element.requireText("Size")),
                Digests.plain(element.text("ETag")),
                Instant.parse(element.requireText("LastModified")));
    }

    /** Returns all versions and delete markers below a prefix; those of a bucket without versions have the id null. */
    List<Version> versions(String prefix) throws S3Exception {
        List<Version> versions = new ArrayList<>();
        pages(
                request("s3:ListBucketVersions", prefix).query("versions", ""),
                Map.of("key-marker", "NextKeyMarker", "version-id-marker", "NextVersionIdMarker"),
                (page, decode) -> {
                    for (XmlElement each : page.children()) {
                        boolean marker = each.name().equals("DeleteMarker");
                        if (marker || each.name().equals("Version")) {
                            versions.add(new Version(
                                    decode.apply(each.requireText("Key")),
                                    each.requireText("VersionId"),
                                    marker,
                                    Boolean.parseBoolean(each.text("IsLatest")),
                                    Instant.parse(each.requireText("LastModified"))));
                        }
                    }
                });
        return versions;
    }

    /** Returns the multipart uploads below a prefix that are open. */
    List<Upload> uploads(String prefix) throws S3Exception {
        List<Upload> uploads = new ArrayList<>();
        pages(
                request("s3:ListBucketMultipartUploads", prefix).query("uploads", ""),
                Map.of("key-marker", "NextKeyMarker", "upload-id-marker", "NextUploadIdMarker"),
                (page, decode) -> {
                    for (XmlElement each : page.children("Upload")) {
                        uploads.add(new Upload(
                                decode.apply(each.requireText("Key")),
                                each.requireText("UploadId"),
                                Instant.parse(each.requireText("Initiated"))));
                    }
                });
        return uploads;
    }

    private static S3Request request(String action, String prefix) {
        return S3Request.of(action, "GET", null).query("prefix", prefix).query("encoding-type", "url");
    }

    /** @param markers by the name in the request, that in the answer */
    private void pages(S3Request first, Map<String, String> markers, PageReader reader) throws S3Exception {
        S3Request next = first;
        while (true) {
            S3Exchange.Answer answer = transport.send(next);
            try {
                XmlElement page = answer.xml();
                if (page.name().equals(ALL_BUCKETS)) {
                    throw transport.problem().bucketUnseen();
                }
                if (!page.name().endsWith("Result")) {
                    throw new XmlElement.Malformed("a %s in place of a list".formatted(page.name()));
                }
                boolean encoded = page.text("EncodingType").equals("url");
                Function<String, String> decode =
                        encoded ? text -> URLDecoder.decode(text, StandardCharsets.UTF_8) : Function.identity();
                reader.read(page, decode);
                if (!page.text("IsTruncated").equals("true")) {
                    return;
                }
                next = first;
                for (Map.Entry<String, String> marker : markers.entrySet()) {
                    String value = page.text(marker.getValue());
                    boolean key = marker.getKey().equals("key-marker");
                    next = value.isEmpty() ? next : next.query(marker.getKey(), key ? decode.apply(value) : value);
                }
                if (next.query().equals(first.query())) {
                    throw new XmlElement.Malformed("a truncated list without a continuation marker");
                }
            } catch (XmlElement.Malformed | DateTimeException | IllegalArgumentException e) {
                throw transport.problem().malformed(next, e);
            }
        }
    }
}
