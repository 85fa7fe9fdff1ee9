package io.etcdsnapshot.store.directory;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.ReadableStream;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A snapshot alone, in a file of any name, as the one set of a location: what is left of a dead master, say. Its id is
 * that in its name, else the time when it was last written.
 */
public final class SnapshotFileStore implements ReadableStore {
    private final Path file;
    private final DirectoryLocation location;
    private final Log log;

    /** @param location leads to a file, not to a directory */
    public SnapshotFileStore(DirectoryLocation location, Log log) {
        this.file = location.path();
        this.location = location;
        this.log = log;
    }

    @Override
    public Location location() {
        return location;
    }

    @Override
    public Listing list() throws Unreadable {
        String name = file.getFileName().toString();
        try {
            BackupSetId id = SetFileName.parse(name)
                    .map(SetFileName::id)
                    .orElse(BackupSetId.at(Files.getLastModifiedTime(file).toInstant()));
            SetFile snapshot = new SetFile(name, FileRole.SNAPSHOT, Files.size(file), null);
            String directory = String.valueOf(file.toAbsolutePath().getParent());
            BackupSet set = new BackupSet(
                    id, location.toString(), directory, true, SetState.FLAT, false, null, List.of(snapshot), null);
            return new Listing(location.toString(), List.of(set), List.of(), List.of());
        } catch (IOException e) {
            throw Unreadable.of("the file " + location, e);
        }
    }

    @Override
    public InputStream open(BackupSet set, String name) throws Unreadable {
        try {
            InputStream watched = log.watched(set.id().value(), set.sizeOf(name), Files.newInputStream(file));
            return new ReadableStream(watched, e -> Unreadable.of(file.toString(), e));
        } catch (IOException e) {
            throw Unreadable.of(file.toString(), e);
        }
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public void reportTo(Progress progress) {
        // one file is read in one go, which its own stream shows
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
