package io.etcdsnapshot.store.directory;

import io.etcdsnapshot.backup.Adopting;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Identifiable;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.backup.OwnFiles;
import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.ReadableStream;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.store.layout.LayoutNames.Writer;
import io.etcdsnapshot.store.layout.OwnFileKeeper;
import io.etcdsnapshot.store.layout.SetListing;
import io.etcdsnapshot.store.layout.SetPublisher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** A location in a directory: on the control-plane host, a mounted volume or a laptop. */
public final class DirectoryStore implements StagingArea, Identifiable, OwnFiles, Adopting {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path directory;
    private final DirectoryLocation location;
    private final Log log;
    private final LocalFileTree files = new LocalFileTree();
    private final SetListing listing;
    private final SetPublisher publisher;
    private final OwnFileKeeper ownFiles;
    private volatile Progress progress = Progress.IGNORED;
    private boolean refusalTold;

    public DirectoryStore(DirectoryLocation location, Log log) {
        this.directory = location.path();
        this.location = location;
        this.log = log;
        this.listing = new SetListing(files, location, directory.toString());
        this.publisher = new SetPublisher(files, directory.toString(), location.toString(), Writer.HERE, log);
        this.ownFiles = new OwnFileKeeper(files, directory.toString(), listing);
    }

    @Override
    public Location location() {
        return location;
    }

    @Override
    public void reportTo(Progress newProgress) {
        progress = newProgress;
        files.reportTo(newProgress);
    }

    @Override
    public Listing list() throws Unreadable {
        try {
            return listing.list();
        } catch (IOException e) {
            Unreadable unreadable = Unreadable.of("the location " + location, e);
            throw e instanceof AccessDeniedException
                    ? unreadable.hint("only its owner can read it; on a control-plane host that is root")
                    : unreadable;
        }
    }

    @Override
    public InputStream open(BackupSet set, String file) throws Unreadable {
        Path path = Path.of(set.pathOf(file));
        try {
            InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
            InputStream watched = log.watched(set.id().value(), set.sizeOf(file), in);
            return new ReadableStream(watched, progress, e -> Unreadable.of(path.toString(), e));
        } catch (IOException e) {
            throw Unreadable.of(path.toString(), e);
        }
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public Lock lock(String purpose) {
        try {
            listing.requireLocation();
        } catch (IOException e) {
            throw Failure.io("can't read the location %s: %s".formatted(location, Reason.of(e)), e);
        }
        return DirectoryLock.acquire(directory, purpose, log);
    }

    @Override
    public void adopt(BackupSet set, Map<String, byte[]> companions) throws IOException {
        publisher.adopt(set, companions);
    }

    @Override
    public void remove(BackupSet set) throws IOException {
        publisher.remove(set);
    }

    @Override
    public void prepare() throws IOException {
        if (!Files.isDirectory(directory)) {
            PrivateFiles.createDirectories(directory);
            restrict(directory);
        }
    }

    @Override
    public Optional<String> identity() throws IOException {
        try {
            return Optional.of("%s %s:%s"
                    .formatted(
                            Files.readString(BOOT_ID).strip(),
                            Files.getAttribute(directory, "unix:dev"),
                            Files.getAttribute(directory, "unix:ino")));
        } catch (NoSuchFileException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        return OptionalLong.of(Files.getFileStore(existing).getUsableSpace());
    }

    @Override
    public Incoming receive(BackupSetId id) throws IOException {
        return new DirectoryIncoming(this, id, progress);
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public boolean exists() {
        return Files.isDirectory(directory);
    }

    @Override
    public List<Path> leftovers() throws IOException {
        return publisher.ownLeftovers().stream().map(Path::of).toList();
    }

    @Override
    public void clearLeftovers(boolean exclusive) throws IOException {
        publisher.clearLeftovers(exclusive);
    }

    @Override
    public Path stage() throws IOException {
        Path staging = Path.of(publisher.staging());
        PrivateFiles.createDirectory(staging);
        restrict(staging);
        return staging;
    }

    @Override
    public void discard(Path staging) throws IOException {
        files.deleteTree(staging.toString());
    }

    @Override
    public BackupSet publish(Path staging, BackupSetId id) throws IOException {
        return publish(staging, id, Optional.empty());
    }

    BackupSet publish(Path staging, BackupSetId id, Optional<BackupSet> replaced) throws IOException {
        for (Path file : LocalFileTree.paths(staging)) {
            restrict(file);
            PrivateFiles.sync(file);
        }
        PrivateFiles.sync(staging);
        publisher.publish(staging.toString(), id, replaced);
        return listing.published(id);
    }

    @Override
    public Optional<byte[]> readOwn(OwnFile file) throws IOException {
        return ownFiles.readOwn(file);
    }

    @Override
    public void changeOwn(OwnFile file, UnaryOperator<byte[]> change) throws IOException {
        ownFiles.changeOwn(file, change);
    }

    /** Renames as publishing a set does. */
    void checkRename() throws IOException {
        publisher.checkRename();
    }

    private void restrict(Path path) {
        try {
            PrivateFiles.restrict(path);
        } catch (IOException | UnsupportedOperationException e) {
            if (!refusalTold) {
                refusalTold = true;
                log.warn("%s refuses to make files private: check who can read it".formatted(location));
            }
        }
    }

    @Override
    public void close() {}
}
