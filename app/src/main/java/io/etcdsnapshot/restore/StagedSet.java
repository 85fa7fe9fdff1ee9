package io.etcdsnapshot.restore;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.SetFileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A pair of files in a directory of its own, named as its id, in the restore directory. */
record StagedSet(BackupSetId id, Path directory) {
    /** Lies beside the pair, hidden, and tells it from what other tools keep in directories named like ids. */
    static final String MARK = ".etcd-snapshot-staged";

    /** Returns the directory as a staged set; empty for a link or a file, and for any other name. */
    static Optional<StagedSet> of(Path directory) {
        return BackupSetId.parse(directory.getFileName().toString())
                .filter(id -> Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS))
                .map(id -> new StagedSet(id, directory));
    }

    /** Returns whatever lies in it and is not of the pair, sorted. */
    List<Path> others() throws IOException {
        return entries().stream().filter(entry -> !isOfTheSet(entry)).toList();
    }

    /** Returns whether this program staged it, and nobody put anything beside the pair. */
    boolean isOwn() throws IOException {
        return isMark(directory.resolve(MARK)) && others().isEmpty();
    }

    /** Removes the pair, and the directory if nothing else came to lie there: the mark goes last. */
    void remove() throws IOException {
        List<Path> files = new ArrayList<>(entries());
        files.sort((a, b) -> Boolean.compare(isMark(a), isMark(b)));
        for (Path file : files) {
            if (isOfTheSet(file)) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private boolean isOfTheSet(Path entry) {
        return isMark(entry)
                || Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
                        && SetFileName.parsePlain(entry.getFileName().toString())
                                .filter(file -> file.id().equals(id))
                                .isPresent();
    }

    private static boolean isMark(Path entry) {
        return entry.getFileName().toString().equals(MARK) && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}
