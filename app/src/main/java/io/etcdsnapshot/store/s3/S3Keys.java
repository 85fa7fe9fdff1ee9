package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.location.S3Location;

/** Translates between paths of a location, {@code s3://bucket/prefix/…}, and keys in its bucket. */
record S3Keys(S3Location location) {
    /** Returns the location as a path. */
    String root() {
        return location.toString();
    }

    /** Returns the key of a path below the bucket. */
    String key(String path) {
        String bucket = "s3://" + location.bucket();
        return path.equals(bucket) ? "" : path.substring(bucket.length() + 1);
    }

    /** Returns what the keys of everything below a path begin with; empty for the whole bucket. */
    String prefix(String path) {
        String key = key(path);
        return key.isEmpty() ? "" : key + "/";
    }

    /** Returns the directory of a set as a path. */
    String path(BackupSetId id) {
        return root() + "/" + id;
    }
}
