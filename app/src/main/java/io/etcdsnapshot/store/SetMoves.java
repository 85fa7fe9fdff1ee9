package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.store.StoreNames.Writer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How sets come into sight and go out of it, by renames alone; all stores share it. Killed between any two steps, every
 * set is whole or out of sight, and the next run finishes the job.
 */
final class SetMoves {
    private final FileTree files;
    private final String directory;
    private final String location;
    private final Writer writer;
    private final Log log;

    /** @param location as the user wrote it */
    SetMoves(FileTree files, String directory, String location, Writer writer, Log log) {
        this.files = files;
        this.directory = directory;
        this.location = location;
        this.writer = writer;
        this.log = log;
    }

    private String path(String name) {
        return directory + "/" + name;
    }

    /** A path for a set that is being built. */
    String staging() {
        return path(writer.unfinished() + UUID.randomUUID());
    }

    private String trash() {
        return path(writer.unfinished() + "removing-" + UUID.randomUUID());
    }

    /**
     * Shows a staged set that is proven and on disk.
     *
     * @param replaced stays until the new one can take its place: a killed run leaves one or the other
     * @throws Failure if there is such a set, other than the one to be replaced
     */
    void publish(String staging, BackupSetId id, Optional<BackupSet> replaced) throws IOException {
        String target = path(id.value());
        if (replaced.isPresent()) {
            String ready = path(StoreNames.READY + id);
            files.rename(staging, ready);
            files.sync(directory);
            replace(target, ready);
        } else {
            if (files.info(target) != null) {
                throw Failure.failed("there is a set %s in %s already".formatted(id, location));
            }
            files.rename(staging, target);
        }
        files.sync(directory);
    }

    private void replace(String target, String ready) throws IOException {
        String trash = trash();
        files.rename(target, trash);
        try {
            files.rename(ready, target);
        } catch (IOException e) {
            files.rename(trash, target);
            throw e;
        }
        try {
            files.deleteTree(trash);
        } catch (IOException e) {
            log.warn("can't remove what %s replaced in %s: %s".formatted(target, location, Reason.of(e)));
        }
    }

    void remove(BackupSet set) throws IOException {
        if (set.flat()) {
            String trash = path(writer.removingFlat() + set.id());
            files.makeDirectory(trash);
            finishRemoval(trash, set.id().value());
        } else {
            String trash = trash();
            files.rename(set.path(), trash);
            files.deleteTree(trash);
        }
        files.sync(directory);
    }

    /** Moves all files of the id into the directory that says they are gone, and then away; or puts all of them back. */
    private void finishRemoval(String trash, String id) throws IOException {
        try {
            for (String name : files.names(directory)) {
                if (StoreNames.isFlatFileOf(id, name)) {
                    FileTree.Info info = files.info(path(name));
                    if (info != null && info.regularFile()) {
                        files.rename(path(name), trash + "/" + name);
                    }
                }
            }
        } catch (IOException e) {
            for (String moved : files.names(trash)) {
                files.rename(trash + "/" + moved, path(moved));
            }
            files.deleteTree(trash);
            throw e;
        }
        files.deleteTree(trash);
    }

    /** What unfinished runs of this kind of writer left. */
    List<String> ownLeftovers() throws IOException {
        List<String> paths = new ArrayList<>();
        for (String name : files.names(directory)) {
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
    void clearLeftovers(boolean exclusive) throws IOException {
        for (String name : files.names(directory)) {
            if (name.startsWith(StoreNames.UNFINISHED)) {
                try {
                    clear(name, exclusive && writer.made(name));
                } catch (IOException e) {
                    log.warn("can't clear %s in %s: %s".formatted(name, location, Reason.of(e)));
                }
            }
        }
    }

    private void clear(String name, boolean nobodyWrites) throws IOException {
        Optional<BackupSetId> ready = StoreNames.readyId(name);
        Optional<String> removedFlat = StoreNames.removedFlatId(name);
        if (ready.isPresent()) {
            finishReplacement(path(name), path(ready.get().value()));
        } else if (!nobodyWrites && !isAbandoned(path(name))) {
            return;
        } else if (removedFlat.isPresent()) {
            finishRemoval(path(name), removedFlat.get());
        } else {
            files.deleteTree(path(name));
        }
        log.info("cleared %s in %s, left by a run that did not end".formatted(name, location));
    }

    /** What is ready is whole. Where the old one is still in its place, the source sends the new one again. */
    private void finishReplacement(String ready, String target) throws IOException {
        if (files.info(target) == null) {
            files.rename(ready, target);
        } else {
            files.deleteTree(ready);
        }
    }

    /** What is gone meanwhile was somebody's. */
    private boolean isAbandoned(String leftover) throws IOException {
        FileTree.Info info = files.info(leftover);
        if (info == null) {
            return false;
        }
        Instant touched = info.modified();
        if (info.directory()) {
            for (String name : files.names(leftover)) {
                FileTree.Info file = files.info(leftover + "/" + name);
                if (file == null) {
                    return false;
                }
                touched = file.modified().isAfter(touched) ? file.modified() : touched;
            }
        }
        return touched.isBefore(Instant.now().minus(StoreNames.ABANDONED));
    }
}
