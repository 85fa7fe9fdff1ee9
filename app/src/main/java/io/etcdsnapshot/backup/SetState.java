package io.etcdsnapshot.backup;

import java.util.Locale;

/** Classifies a set by names, sizes and manifest; only {@code verify} reads the content. */
public enum SetState {
    /** All files of the manifest are there, with the sizes it says. */
    COMPLETE,
    /** Something is missing. */
    INCOMPLETE,
    /** Something is there that contradicts the manifest. */
    CORRUPT,
    /** A pair of files without directory and manifest, left by an earlier script. */
    FLAT,
    /** A pair of files in a directory without a manifest that can be understood: another tool's, until adopted. */
    FOREIGN,
    /** The directory or the manifest could not be read, which says nothing about the set. */
    UNREADABLE;

    /** Returns whether the set may be verified, copied and restored. */
    public boolean isUsable() {
        return this == COMPLETE || this == FLAT || this == FOREIGN;
    }

    /** Returns the word that people and documents read. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
