package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.store.layout.FileTree.Entry;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations that listing sets needs, of a file system or of a bucket whose keys are paths. */
public interface ReadableTree {
    /** Returns what is in a directory, in any order; what disappears meanwhile is left out. */
    List<Entry> entries(String directory) throws IOException;

    /** Returns what is at a path, or null if nothing is. */
    @Nullable
    Entry entry(String path) throws IOException;

    /** Returns the first bytes of a file, at most so many. */
    byte[] read(String path, int maxBytes) throws IOException;

    /** Returns how many such questions are best asked at once, as each waits for a disk or a link. */
    default int atOnce() {
        return 1;
    }
}
