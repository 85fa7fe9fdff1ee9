package io.etcdsnapshot.catalogue;

import java.util.Locale;

/** Tells whether a place, or a cluster, has a good set that is new enough; the worst last. */
public enum Health {
    GOOD,
    /** There is one at some places, but not at all. */
    PARTIAL,
    /** The newest good set is older than it may be. */
    OLD,
    /** There is no good set. */
    NONE,
    /** Nobody could look. */
    UNREADABLE;

    Health worse(Health other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** Returns the word in documents. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
