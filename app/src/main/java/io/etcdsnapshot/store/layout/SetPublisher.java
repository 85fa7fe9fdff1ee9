package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
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
    private final SetRemover remover;
    private final Leftovers leftovers;

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
        this.remover = new SetRemover(files, directory, location, writer);
        this.leftovers = new Leftovers(files, directory, location, writer, remover, log);
    }

    private String path(String name) {
        return directory + "/" + name;
    }

    /** Returns a path for a set that is being built. */
    public String staging() {
        return path(writer.unfinished() + UUID.randomUUID());
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
        if (!set.isReplaceable() && !empty) {
            throw Failure.failed("there is a set %s in %s that this program did not make".formatted(set.id(), location))
                    .hint("move it out of the way, or copy to another location");
        }
    }

    private void replace(String target, String ready) throws IOException {
        String trash = remover.trash();
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
        remover.remove(set);
    }

    /** Puts manifest and checksums beside the files of a set that another tool left; nothing else is changed. */
    public void adopt(BackupSet set, Map<String, byte[]> companions) throws IOException {
        new SetAdopter(files, location).adopt(set, companions, staging());
    }

    /** Returns the paths of what unfinished runs of this kind of writer left. */
    public List<String> ownLeftovers() throws IOException {
        return leftovers.own();
    }

    /** Clears what unfinished runs left, as far as nobody can be writing it any more. */
    public void clearLeftovers(boolean exclusive) throws IOException {
        leftovers.clear(exclusive);
    }

    /** Proves that the location can rename what was built in it, as publishing does; leaves nothing. */
    public void checkRename() throws IOException {
        String staging = staging();
        String renamed = remover.trash();
        files.makeDirectory(staging);
        try {
            files.rename(staging, renamed);
        } finally {
            files.deleteTree(files.entry(staging) == null ? renamed : staging);
        }
    }

    private List<String> names(String path) throws IOException {
        return files.entries(path).stream().map(FileTree.Entry::name).toList();
    }
}
