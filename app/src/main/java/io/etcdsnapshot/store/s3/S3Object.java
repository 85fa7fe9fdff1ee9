package io.etcdsnapshot.store.s3;

import java.time.Instant;
import java.util.List;

/**
 * An object as a listing shows it.
 *
 * @param etag without quotes
 */
record S3Object(String key, long size, String etag, Instant modified) {
    /**
     * One version of an object, or the mark that it was deleted.
     *
     * @param latest whether it is what readers get
     */
    record Version(String key, String id, boolean deleteMarker, boolean latest, Instant modified) {}

    /** A multipart upload that was neither completed nor aborted. */
    record Upload(String key, String id, Instant initiated) {}

    /** Holds a listing with a delimiter: objects directly below the prefix, and the names of what is deeper. */
    record Level(List<S3Object> objects, List<String> prefixes) {}
}
