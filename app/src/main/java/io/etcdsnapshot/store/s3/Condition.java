package io.etcdsnapshot.store.s3;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Holds what must be true for an object to be written. */
record Condition(Map<String, String> headers, Predicate<Optional<String>> test) {
    static final Condition NONE = new Condition(Map.of(), etag -> true);
    /** Nothing is there under this key. */
    static final Condition ABSENT = new Condition(Map.of("If-None-Match", "*"), Optional::isEmpty);

    /** Returns the condition that the object there is still this one. */
    static Condition unchanged(String etag) {
        return unchanged(etag, "\"" + etag + "\"");
    }

    /** Returns the same for servers that compare it with the quotes. */
    static Condition unchangedUnquoted(String etag) {
        return unchanged(etag, etag);
    }

    private static Condition unchanged(String etag, String header) {
        return new Condition(
                Map.of("If-Match", header), there -> there.filter(etag::equals).isPresent());
    }

    /** @param there the object that is there, if one is */
    boolean holdsFor(Optional<S3Objects.Stored> there) {
        return test.test(there.map(S3Objects.Stored::etag));
    }
}
