package io.etcdsnapshot.store.layout;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** Takes sets out of sight and then away. */
final class SetRemover {
    private final FileTree files;
    private final String directory;
    private final String location;
    private final Writer writer;

    SetRemover(FileTree files, String directory, String location, Writer writer) {
        this.files = files;
        this.directory = directory;
        this.location = location;
        this.writer = writer;
    }

    private String path(String name) {
        return directory + "/" + name;
    }

    /** Returns a path to which what is to go is moved first. */
    String trash() {
        return path(writer.unfinished() + "removing-" + UUID.randomUUID());
    }

    /** @throws Failure if the set is not this program's to remove, holds others, or is all that the location holds */
    void remove(BackupSet set) throws IOException {
        if (!set.isRemovable()) {
            throw Failure.failed("%s in %s is not removed: this program did not make it".formatted(set.id(), location));
        }
        if (!set.flat() && set.path().equals(directory)) {
            throw SetListing.noLocation(location);
        }
        if (!set.flat()) {
            requireNoOthersWithin(set);
        }
        if (set.layout() != null) {
            new SetAdopter(files, location).remove(set);
            files.sync(directory);
            return;
        }
        try {
            removeOutOfSight(set);
        } catch (IOException e) {
            if (!Reason.isFull(e)) {
                throw e;
            }
            removeInPlace(set);
        }
        files.sync(directory);
    }

    /** Keeps sets that were copied or moved into this one's directory by mistake from going with it. */
    private void requireNoOthersWithin(BackupSet set) throws IOException {
        for (FileTree.Entry entry : files.entries(set.path())) {
            String inner = set.path() + "/" + entry.name();
            if (isFileOfAnother(set, entry)) {
                throw Failure.failed(inner + " belongs to another set").hint("move it out of the set's directory");
            }
            if (entry.kind() == FileTree.Kind.DIRECTORY
                    && (SetEntries.isSetDirectory(entry) || SetEntries.holdSets(files.entries(inner)))) {
                throw Failure.failed("other sets lie in " + inner).hint("move them out of the set's directory");
            }
        }
    }

    private static boolean isFileOfAnother(BackupSet set, FileTree.Entry entry) {
        return entry.kind() == FileTree.Kind.FILE
                && SetFileName.parse(entry.name())
                        .filter(name -> !name.id().equals(set.id()))
                        .isPresent();
    }

    private void removeOutOfSight(BackupSet set) throws IOException {
        if (set.flat()) {
            String trash = path(writer.removingFlat() + set.id());
            files.makeDirectory(trash);
            finishRemoval(trash, set.id().value());
        } else {
            String trash = trash();
            files.rename(set.path(), trash);
            files.deleteTree(trash);
        }
    }

    /** A full file system has no room for another name. What is left where this is killed lacks its snapshot. */
    private void removeInPlace(BackupSet set) throws IOException {
        for (SetFile file : set.files()) {
            files.deleteTree(set.path() + "/" + file.name());
        }
        if (!set.flat()) {
            files.deleteTree(set.path());
        }
    }

    /** Moves all files of the id into the directory that says they are gone, and then away; or puts all of them back. */
    void finishRemoval(String trash, String id) throws IOException {
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

    private List<String> names(String path) throws IOException {
        return files.entries(path).stream().map(FileTree.Entry::name).toList();
    }
}
