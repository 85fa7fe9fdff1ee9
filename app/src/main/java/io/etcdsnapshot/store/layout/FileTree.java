package io.etcdsnapshot.store.layout;

import java.io.IOException;
import java.time.Instant;

/**
 * The file operations that moving sets needs, on this machine or another. Paths are absolute or relative to
 * the working directory; links are never followed.
 */
public interface FileTree extends ReadableTree {
    /** Tells kinds of entries apart; a link is {@code OTHER}. */
    enum Kind {
        DIRECTORY,
        FILE,
        OTHER
    }

    /** @param size bytes of a file */
    record Entry(String name, Kind kind, long size, Instant modified) {}

    /** Makes a directory for the owner only; fails if there is something. */
    void makeDirectory(String path) throws IOException;

    /** Renames in one step. */
    void rename(String from, String to) throws IOException;

    /** Renames in one step, over a file that may be there. */
    default void replace(String from, String to) throws IOException {
        rename(from, to);
    }

    /** Makes a file for the owner only, and returns once it is on disk, where that can be asked for. */
    void write(String path, byte[] content) throws IOException;

    /** Removes a directory with all below it, or a file, or a link. */
    void deleteTree(String path) throws IOException;

    /** Returns once the entries of the directory are on disk, where that can be asked for. */
    void sync(String directory) throws IOException;
}
