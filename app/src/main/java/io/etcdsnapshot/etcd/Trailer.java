package io.etcdsnapshot.etcd;

/** What was found of the SHA-256 that {@code snapshot save} appends and {@code snapshot restore} demands. */
public enum Trailer {
    MATCHES,
    DIFFERS,
    /** The file has none: it was copied from a data directory, or cut short. */
    MISSING
}
