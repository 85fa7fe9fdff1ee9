package io.etcdsnapshot.backup;

import io.etcdsnapshot.failure.Failure;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The directory in which a set is built, held open from the moment it was made: whatever becomes of its name, what is
 * listed and deleted through it is what the run itself put there.
 */
public final class StagingDirectory implements Closeable {
    private static final Set<OpenOption> READING = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> WRITING =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final Object fileKey;
    private final SecureDirectoryStream<Path> opened;

    private StagingDirectory(Path path, Object fileKey, SecureDirectoryStream<Path> opened) {
        this.path = path;
        this.fileKey = fileKey;
        this.opened = opened;
    }

    /**
     * Opens the directory that was just made.
     *
     * @throws Failure if somebody else's lies there by now
     */
    @SuppressWarnings("StreamResourceLeak") // the stream is held open until this is closed
    public static StagingDirectory opened(Path made) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(made);
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            throw new IOException("this system can't hold a directory open");
        }
        BasicFileAttributes attributes =
                secure.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
        StagingDirectory staging = new StagingDirectory(made, Objects.requireNonNull(attributes.fileKey()), secure);
        boolean own = Files.readAttributes(made, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .owner()
                .equals(Files.getOwner(Path.of("/proc/self")));
        if (!staging.isInPlace()
                || (!own && !isOnAnotherMachine(made))
                || !staging.names().isEmpty()) {
            staging.close();
            throw replaced(made);
        }
        return staging;
    }

    /** An export that squashes root shows somebody else as the owner of what root made. */
    private static boolean isOnAnotherMachine(Path path) throws IOException {
        return Files.getFileStore(path).type().startsWith("nfs");
    }

    public Path path() {
        return path;
    }

    /** Returns whether the name still leads to the directory that was made, without a link. */
    boolean isInPlace() {
        return isAt(path);
    }

    /** Returns whether the directory that was made is the one that has this name. */
    boolean isAt(Path name) {
        try {
            BasicFileAttributes there =
                    Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return there.isDirectory() && fileKey.equals(there.fileKey());
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws Failure if the name leads elsewhere by now */
    public void requireInPlace() {
        if (!isInPlace()) {
            throw replaced(path);
        }
    }

    private static Failure replaced(Path path) {
        return Failure.failed(
                        "%s was replaced while the backup ran: nothing in it is trusted or removed".formatted(path))
                .hint("somebody else can write to its parent directory: choose one that only root can write");
    }

    /** Returns the names of the regular files that lie in the directory that was made, sorted. */
    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (SecureDirectoryStream<Path> again = opened.newDirectoryStream(Path.of("."), LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : again) {
                Path name = entry.getFileName();
                if (attributes(name).isRegularFile()) {
                    names.add(name.toString());
                }
            }
        }
        return names.stream().sorted().toList();
    }

    /** Returns the size of a file in bytes. */
    long size(String name) throws IOException {
        return attributes(Path.of(name)).size();
    }

    private BasicFileAttributes attributes(Path name) throws IOException {
        return opened.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** Opens a file; a link in its place is not followed. */
    InputStream open(String name) throws IOException {
        return Channels.newInputStream(opened.newByteChannel(Path.of(name), READING));
    }

    /** Begins a new file that only its owner may read. */
    OutputStream create(String name) throws IOException {
        return Channels.newOutputStream(opened.newByteChannel(Path.of(name), WRITING, OWNER_ONLY));
    }

    /** Writes a new file that only its owner may read. */
    void write(String name, byte[] content) throws IOException {
        try (OutputStream out = create(name)) {
            out.write(content);
        }
    }

    /** Removes all files, so that what two tries left can't be taken for a pair. */
    public void clear() throws IOException {
        for (String name : names()) {
            delete(name);
        }
    }

    /** Removes a file, where it still is. */
    void delete(String name) throws IOException {
        try {
            opened.deleteFile(Path.of(name));
        } catch (NoSuchFileException e) {
            // then there is nothing to remove
        }
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }
}
