package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Failure;
import io.etcdsnapshot.backup.Incoming;
import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.Reason;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.StagingArea;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A location in a directory: on the control-plane host, a mounted volume or a laptop. */
public final class DirectoryStore implements StagingArea {
    private static final int MAX_MANIFEST_BYTES = 1024 * 1024;

    private final Path directory;
    private final String location;
    private final Log log;
    private boolean refusalTold;

    /** @param location as the user wrote it */
    public DirectoryStore(Path directory, String location, Log log) {
        this.directory = directory;
        this.location = location;
        this.log = log;
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public Listing list() {
        ListingBuilder listing = new ListingBuilder(location, directory.toString());
        try {
            for (Path entry : entries(directory)) {
                BasicFileAttributes attributes = attributes(entry);
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
            throw Failure.io("can't read the location %s: %s".formatted(location, Reason.of(e)), e);
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
                            id, location, path.toString(), false, SetState.CORRUPT, false, null, List.of(), problem)
                    : null;
        }
    }

    private BackupSet readSet(Path path, BackupSetId id) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        for (Path file : entries(path)) {
            BasicFileAttributes attributes = attributes(file);
            if (attributes != null && attributes.isRegularFile()) {
                sizes.put(file.getFileName().toString(), attributes.size());
            }
        }
        return SetReader.readDirectory(location, path.toString(), id, sizes, readManifest(path, sizes));
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

    private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public InputStream open(BackupSet set, String file) throws IOException {
        InputStream in = Files.newInputStream(Path.of(set.path()).resolve(file), LinkOption.NOFOLLOW_LINKS);
        return log.watched(set.id().value(), set.sizeOf(file), in);
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
        if (set.flat()) {
            Path trash = directory.resolve(StoreNames.REMOVING_FLAT + set.id());
            PrivateFiles.createDirectory(trash);
            finishRemoval(trash);
        } else {
            Path trash = directory.resolve(StoreNames.UNFINISHED + "removing-" + UUID.randomUUID());
            Files.move(Path.of(set.path()), trash, StandardCopyOption.ATOMIC_MOVE);
            discard(trash);
        }
        PrivateFiles.sync(directory);
    }

    /** Moves all files of the id into the directory that says they are gone, and then away; or puts all of them back. */
    private void finishRemoval(Path trash) throws IOException {
        String id = trash.getFileName().toString().substring(StoreNames.REMOVING_FLAT.length());
        try {
            for (Path entry : entries(directory)) {
                String name = entry.getFileName().toString();
                if (StoreNames.isFlatFileOf(id, name) && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(entry, trash.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (IOException e) {
            for (Path moved : entries(trash)) {
                Files.move(moved, directory.resolve(moved.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.delete(trash);
            throw e;
        }
        PrivateFiles.deleteTree(trash);
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
    public boolean exists() {
        return Files.isDirectory(directory);
    }

    @Override
    public List<Path> leftovers() throws IOException {
        return entries(directory).stream()
                .filter(entry -> entry.getFileName().toString().startsWith(StoreNames.UNFINISHED))
                .toList();
    }

    @Override
    public void clearLeftovers(Lock lock) {
        try {
            for (Path leftover : leftovers()) {
                if (lock.isExclusive() || isAbandoned(leftover)) {
                    clear(leftover);
                }
            }
        } catch (IOException e) {
            throw Failure.io("can't read the location %s: %s".formatted(location, Reason.of(e)), e);
        }
    }

    private static boolean isAbandoned(Path leftover) throws IOException {
        Instant touched = Files.getLastModifiedTime(leftover).toInstant();
        for (Path file : entries(leftover)) {
            Instant written =
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
            touched = written.isAfter(touched) ? written : touched;
        }
        return touched.isBefore(Instant.now().minus(StoreNames.ABANDONED));
    }

    private void clear(Path leftover) {
        try {
            discard(leftover);
            log.info("cleared %s, left by a run that did not end".formatted(leftover.getFileName()));
        } catch (IOException e) {
            log.warn("can't clear %s in %s: %s".formatted(leftover.getFileName(), location, Reason.of(e)));
        }
    }

    @Override
    public Path stage() throws IOException {
        Path staging = directory.resolve(StoreNames.UNFINISHED + UUID.randomUUID());
        PrivateFiles.createDirectory(staging);
        restrict(staging);
        return staging;
    }

    @Override
    public void discard(Path staging) throws IOException {
        if (staging.getFileName().toString().startsWith(StoreNames.REMOVING_FLAT)) {
            finishRemoval(staging);
        } else {
            PrivateFiles.deleteTree(staging);
        }
    }

    @Override
    public BackupSet publish(Path staging, BackupSetId id) throws IOException {
        Path target = directory.resolve(id.value());
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw Failure.failed("there is a set %s in %s already".formatted(id, location));
        }
        for (Path file : entries(staging)) {
            restrict(file);
            PrivateFiles.sync(file);
        }
        PrivateFiles.sync(staging);
        try {
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("this file system can't rename in one step", e);
        }
        PrivateFiles.sync(directory);
        return readSet(target, id);
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
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
