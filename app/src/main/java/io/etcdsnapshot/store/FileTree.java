package io.etcdsnapshot.store;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What moving sets takes of a file system, on this machine or another. Links are never followed. */
interface FileTree {
    /** Neither a directory nor a regular file is a link, for one. */
    record Info(boolean directory, boolean regularFile, Instant modified) {}

    List<String> names(String directory) throws IOException;

    /** Null if nothing is there. */
    @Nullable
    Info info(String path) throws IOException;

    /** For the owner only; fails if it is there. */
    void makeDirectory(String path) throws IOException;

    void rename(String from, String to) throws IOException;

    /** Removes a directory with all below it, or a file, or a link. */
    void deleteTree(String path) throws IOException;

    /** Returns once the entries of the directory are on disk, where that can be asked for. */
    void sync(String directory) throws IOException;
}
