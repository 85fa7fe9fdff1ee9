package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finishes, or clears away, what runs that did not end left in a location. */
final class Leftovers {
    private final FileTree files;
    private final String directory;
    private final String location;
    private final Writer writer;
    private final SetRemover remover;
    private final Log log;

    Leftovers(FileTree files, String directory, String location, Writer writer, SetRemover remover, Log log) {
        this.files = files;
        this.directory = directory;
        this.location = location;
        this.writer = writer;
        this.remover = remover;
        this.log = log;
    }

    private String path(String name) {
        return directory + "/" + name;
    }

    /** Returns the paths of what unfinished runs of this kind of writer left. */
    List<String> own() throws IOException {
        List<String> paths = new ArrayList<>();
        for (String name : names(directory)) {
            if (writer.made(name)) {
                paths.add(path(name));
            }
        }
        return paths;
    }

    /**
     * The locks of the two kinds of writers don't exclude each other, so that what the other kind left may be in use
     * even where the lock keeps this kind out.
     */
    void clear(boolean exclusive) throws IOException {
        for (String name : names(directory)) {
            if (name.startsWith(LayoutNames.UNFINISHED)) {
                try {
                    clear(name, exclusive && writer.made(name));
                } catch (IOException e) {
                    log.warn("can't clear %s in %s: %s".formatted(name, location, Reason.of(e)));
                }
            }
        }
    }

    private void clear(String name, boolean nobodyWrites) throws IOException {
        Optional<BackupSetId> ready = LayoutNames.readyId(name);
        Optional<String> removedFlat = LayoutNames.removedFlatId(name);
        if (ready.isPresent()) {
            finishReplacement(path(name), path(ready.get().value()));
        } else if (!nobodyWrites && !isAbandoned(path(name))) {
            return;
        } else if (removedFlat.isPresent()) {
            remover.finishRemoval(path(name), removedFlat.get());
        } else {
            files.deleteTree(path(name));
        }
        log.info("cleared %s in %s, left by a run that did not end".formatted(name, location));
    }

    /** A ready set is whole. Where the old one is still in its place, the source sends the new one again. */
    private void finishReplacement(String ready, String target) throws IOException {
        if (files.entry(target) == null) {
            files.rename(ready, target);
        } else {
            files.deleteTree(ready);
        }
    }

    /** One that disappears meanwhile was being written, so it counts as used. */
    private boolean isAbandoned(String leftover) throws IOException {
        FileTree.Entry entry = files.entry(leftover);
        if (entry == null) {
            return false;
        }
        Instant touched = entry.modified();
        if (entry.kind() == FileTree.Kind.DIRECTORY) {
            for (FileTree.Entry file : files.entries(leftover)) {
                touched = file.modified().isAfter(touched) ? file.modified() : touched;
            }
            touched = files.entry(leftover) == null ? Instant.MAX : touched;
        }
        return touched.isBefore(Instant.now().minus(LayoutNames.ABANDONED));
    }

    private List<String> names(String path) throws IOException {
        return files.entries(path).stream().map(FileTree.Entry::name).toList();
    }
}
