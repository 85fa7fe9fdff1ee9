package io.etcdsnapshot.store.directory;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.ForeignLayout;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.ReadableStore;
import io.etcdsnapshot.backup.SetFileName;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.ReadableStream;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.store.layout.foreign.ForeignFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot alone, in a file of any name, as the one set of a location: what is left of a dead master, say, or what
 * another tool saved. Its id is that of the time in its name; else that of when it was last written, which only stands for it.
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
            Optional<BackupSetId> stamp = SetFileName.parse(name).map(SetFileName::id);
            long size = Files.size(file);
            ForeignFile theirs = ForeignFile.of(name, size).orElse(ForeignFile.other(name, size));
            Instant takenAt = stamp.map(BackupSetId::time).orElse(theirs.takenAt());
            BackupSetId id = BackupSetId.at(
                    takenAt == null ? Files.getLastModifiedTime(file).toInstant() : takenAt);
            String directory = String.valueOf(file.toAbsolutePath().getParent());
            BackupSet set = new BackupSet(
                            id,
                            location.toString(),
                            directory,
                            true,
                            SetState.FOREIGN,
                            false,
                            null,
                            List.of(theirs.file()),
                            null)
                    .in(new ForeignLayout(theirs.tool(), name, takenAt != null));
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
