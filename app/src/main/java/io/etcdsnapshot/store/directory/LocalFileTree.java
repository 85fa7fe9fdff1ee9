package io.etcdsnapshot.store.directory;

import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.store.layout.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file systems of this machine. */
final class LocalFileTree implements FileTree {
    /** Hides the delay of a network file system, and keeps some processors busy. */
    private static final int AT_ONCE = 8;

    private volatile Progress progress = Progress.IGNORED;

    void reportTo(Progress newProgress) {
        progress = newProgress;
    }

    @Override
    public List<Entry> entries(String directory) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path path : paths(Path.of(directory))) {
            Entry entry = entry(path);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    static List<Path> paths(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            found.forEach(paths::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return paths;
    }

    @Override
    public @Nullable Entry entry(String path) throws IOException {
        return entry(Path.of(path));
    }

    private @Nullable Entry entry(Path path) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            progress.moved();
            Kind kind = attributes.isDirectory() ? Kind.DIRECTORY : attributes.isRegularFile() ? Kind.FILE : Kind.OTHER;
            return new Entry(
                    String.valueOf(path.getFileName()),
                    kind,
                    attributes.size(),
                    attributes.lastModifiedTime().toInstant());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public byte[] read(String path, int maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(path), LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(maxBytes);
        }
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public void makeDirectory(String path) throws IOException {
        PrivateFiles.createDirectory(Path.of(path));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        try {
            Files.move(Path.of(from), Path.of(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("this file system can't rename in one step", e);
        }
    }

    @Override
    public void write(String path, byte[] content) throws IOException {
        Path file = PrivateFiles.createFile(Path.of(path));
        Files.write(file, content, StandardOpenOption.SYNC);
    }

    @Override
    public void deleteTree(String path) throws IOException {
        PrivateFiles.deleteTree(Path.of(path), progress);
    }

    @Override
    public void sync(String directory) throws IOException {
        PrivateFiles.sync(Path.of(directory));
    }
}
