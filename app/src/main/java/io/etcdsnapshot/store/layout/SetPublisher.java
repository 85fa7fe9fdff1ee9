package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Shows, replaces and removes sets by renames alone. Killed between any two steps, every set is whole or out of sight, and
 * the next run finishes the job.
 */
public final class SetPublisher {
    private final FileTree files;
    private final String directory;
    private final String location;
    private final Writer writer;
    private final Log log;

    /**
     * @param directory where the location is
     * @param location as the user wrote it
     */
    public SetPublisher(FileTree files, String directory, String location, Writer writer, Log log) {
        this.files = files;
        this.directory = directory;
        this.location = location;
        this.writer = writer;
        this.log = log;
    }

    private String path(String name) {
        return directory + "/" + name;
    }

    /** Returns a path for a set that is being built. */
    public String staging() {
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
    public void publish(String staging, BackupSetId id, Optional<BackupSet> replaced) throws IOException {
        String target = path(id.value());
        if (replaced.isPresent()) {
            requireReplaceable(replaced.get(), target);
            String ready = path(LayoutNames.READY + id);
            files.rename(staging, ready);
            files.sync(directory);
            replace(target, ready);
        } else {
            if (files.entry(target) != null) {
                throw Failure.failed("there is a set %s in %s already".formatted(id, location));
            }
            files.rename(staging, target);
        }
        files.sync(directory);
    }

    private void requireReplaceable(BackupSet set, String target) throws IOException {
        boolean empty = set.path().equals(target) && names(target).isEmpty();
        if (!set.isRemovable() && !empty) {
            throw Failure.failed("there is a set %s in %s that this program did not make".formatted(set.id(), location))
                    .hint("move it out of the way, or copy to another location");
        }
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

    /** @throws Failure if the set is not this program's to remove, or is all that the location holds */
    public void remove(BackupSet set) throws IOException {
        if (!set.isRemovable()) {
            throw Failure.failed("%s in %s is not removed: this program did not make it".formatted(set.id(), location));
        }
        if (!set.flat() && set.path().equals(directory)) {
            throw SetListing.noLocation(location);
        }
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
            for (String name : names(directory)) {
                if (LayoutNames.isFlatFileOf(id, name)) {
                    FileTree.Entry entry = files.entry(path(name));
                    if (entry != null && entry.kind() == FileTree.Kind.FILE) {
                        files.rename(path(name), trash + "/" + name);
                    }
                }
            }
        } catch (IOException e) {
            for (String moved : names(trash)) {
                files.rename(trash + "/" + moved, path(moved));
            }
            files.deleteTree(trash);
            throw e;
        }
        files.deleteTree(trash);
    }

    /** Proves that the location can rename what was built in it, as publishing does; leaves nothing. */
    public void checkRename() throws IOException {
        String staging = staging();
        String renamed = trash();
        files.makeDirectory(staging);
        try {
            files.rename(staging, renamed);
        } finally {
            files.deleteTree(files.entry(staging) == null ? renamed : staging);
        }
    }

    /** Returns the paths of what unfinished runs of this kind of writer left. */
    public List<String> ownLeftovers() throws IOException {
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
    public void clearLeftovers(boolean exclusive) throws IOException {
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
            finishRemoval(path(name), removedFlat.get());
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
