package io.etcdsnapshot.store.layout;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file operations that listing and moving sets need, on this machine or another. Paths are absolute or relative to
 * the working directory; links are never followed.
 */
public interface FileTree {
    /** What an entry is; a link is {@code OTHER}. */
    enum Kind {
        DIRECTORY,
        FILE,
        OTHER
    }

    /** @param size bytes of a file */
    record Entry(String name, Kind kind, long size, Instant modified) {}

    /** Returns what is in a directory, in any order; what disappears meanwhile is left out. */
    List<Entry> entries(String directory) throws IOException;

    /** Returns what is at a path, or null if nothing is. */
    @Nullable
    Entry entry(String path) throws IOException;

    /** Returns the first bytes of a file, at most so many. */
    byte[] read(String path, int maxBytes) throws IOException;

    /** Makes a directory for the owner only; fails if there is something. */
    void makeDirectory(String path) throws IOException;

    /** Renames in one step. */
    void rename(String from, String to) throws IOException;

    /** Removes a directory with all below it, or a file, or a link. */
    void deleteTree(String path) throws IOException;

    /** Returns once the entries of the directory are on disk, where that can be asked for. */
    void sync(String directory) throws IOException;
}
