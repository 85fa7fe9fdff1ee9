package io.etcdsnapshot.backup;

import java.util.Locale;

/** What a look at names and sizes tells of a set; only {@code verify} reads the content. */
public enum SetState {
    /** All files of the manifest are there, with the sizes it says. */
    COMPLETE,
    /** Something is missing. */
    INCOMPLETE,
    /** Something is there that contradicts the manifest, or the manifest can't be read. */
    CORRUPT,
    /** A pair of files without directory and manifest, left by an earlier script. */
    FLAT;

    /** Whether the set may count as a backup. */
    public boolean good() {
        return this == COMPLETE || this == FLAT;
    }

    /** As a person and a document read it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
