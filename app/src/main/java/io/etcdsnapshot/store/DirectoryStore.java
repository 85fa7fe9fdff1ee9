package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.StagingArea;
import io.etcdsnapshot.failure.ReadableStream;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.failure.Unreadable;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.store.StoreNames.Writer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A location in a directory: on the control-plane host, a mounted volume or a laptop. */
public final class DirectoryStore implements StagingArea {
    private static final int MAX_MANIFEST_BYTES = 1024 * 1024;

    private final Path directory;
    private final DirectoryLocation location;
    private final Log log;
    private final SetMoves moves;
    private boolean refusalTold;

    public DirectoryStore(DirectoryLocation location, Log log) {
        this.directory = location.path();
        this.location = location;
        this.log = log;
        this.moves = new SetMoves(new LocalTree(), directory.toString(), location.toString(), Writer.HERE, log);
    }

    @Override
    public Location location() {
        return location;
    }

    @Override
    public Listing list() throws Unreadable {
        ListingBuilder listing = new ListingBuilder(location.toString(), directory.toString());
        try {
            for (Path entry : LocalTree.entries(directory)) {
                BasicFileAttributes attributes = LocalTree.attributes(entry);
                String name = entry.getFileName().toString();
                if (attributes == null) {
                    continue;
                }
                if (attributes.isDirectory()) {
                    listing.addDirectory(name, id -> readSetUnlessGone(entry, id));
                } else if (attributes.isRegularFile()) {
                    listing.addFile(name, attributes.size());
                } else {
                    listing.addOther(name);
                }
            }
        } catch (IOException e) {
            throw Unreadable.of("the location " + location, e);
        }
        return listing.build();
    }

    /** Another run may remove a set while this one looks at it: the rename comes first, so its path is gone then. */
    private @Nullable BackupSet readSetUnlessGone(Path path, BackupSetId id) {
        try {
            BackupSet set = readSet(path, id);
            return set.state() == SetState.COMPLETE || Files.exists(path) ? set : null;
        } catch (IOException e) {
            String problem = "it can't be read: " + Reason.of(e);
            return Files.exists(path)
                    ? new BackupSet(
                            id,
                            location.toString(),
                            path.toString(),
                            false,
                            SetState.CORRUPT,
                            false,
                            null,
                            List.of(),
                            problem)
                    : null;
        }
    }

    private BackupSet readSet(Path path, BackupSetId id) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        for (Path file : LocalTree.entries(path)) {
            BasicFileAttributes attributes = LocalTree.attributes(file);
            if (attributes != null && attributes.isRegularFile()) {
                sizes.put(file.getFileName().toString(), attributes.size());
            }
        }
        return SetReader.readDirectory(location.toString(), path.toString(), id, sizes, readManifest(path, sizes));
    }

    private static @Nullable String readManifest(Path path, Map<String, Long> sizes) throws IOException {
        Long size = sizes.get(Manifest.FILE_NAME);
        if (size == null) {
            return null;
        }
        return size > MAX_MANIFEST_BYTES
                ? ""
                : new String(Files.readAllBytes(path.resolve(Manifest.FILE_NAME)), StandardCharsets.UTF_8);
    }

    @Override
    public InputStream open(BackupSet set, String file) throws Unreadable {
        Path path = Path.of(set.path()).resolve(file);
        try {
            InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
            InputStream watched = log.watched(set.id().value(), set.sizeOf(file), in);
            return new ReadableStream(watched, e -> Unreadable.of(path.toString(), e));
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
        return DirectoryLock.acquire(directory, purpose, log);
    }

    @Override
    public void remove(BackupSet set) throws IOException {
        moves.remove(set);
    }

    @Override
    public void prepare() throws IOException {
        if (!Files.isDirectory(directory)) {
            PrivateFiles.createDirectories(directory);
            restrict(directory);
        }
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return OptionalLong.of(Files.getFileStore(directory).getUsableSpace());
    }

    @Override
    public Incoming receive(BackupSetId id) throws IOException {
        return new DirectoryIncoming(this, id);
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
        return moves.ownLeftovers().stream().map(Path::of).toList();
    }

    @Override
    public void clearLeftovers(boolean exclusive) throws IOException {
        moves.clearLeftovers(exclusive);
    }

    @Override
    public Path stage() throws IOException {
        Path staging = Path.of(moves.staging());
        PrivateFiles.createDirectory(staging);
        restrict(staging);
        return staging;
    }

    @Override
    public void discard(Path staging) throws IOException {
        PrivateFiles.deleteTree(staging);
    }

    @Override
    public BackupSet publish(Path staging, BackupSetId id) throws IOException {
        return publish(staging, id, Optional.empty());
    }

    BackupSet publish(Path staging, BackupSetId id, Optional<BackupSet> replaced) throws IOException {
        for (Path file : LocalTree.entries(staging)) {
            restrict(file);
            PrivateFiles.sync(file);
        }
        PrivateFiles.sync(staging);
        moves.publish(staging.toString(), id, replaced);
        return readSet(directory.resolve(id.value()), id);
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
