package io.etcdsnapshot.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file systems of this machine. */
final class LocalTree implements FileTree {
    @Override
    public List<String> names(String directory) throws IOException {
        return entries(Path.of(directory)).stream()
                .map(entry -> entry.getFileName().toString())
                .toList();
    }

    static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public @Nullable Info info(String path) throws IOException {
        BasicFileAttributes attributes = attributes(Path.of(path));
        return attributes == null
                ? null
                : new Info(
                        attributes.isDirectory(),
                        attributes.isRegularFile(),
                        attributes.lastModifiedTime().toInstant());
    }

    /** Null if nothing is there. */
    static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
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
    public void deleteTree(String path) throws IOException {
        PrivateFiles.deleteTree(Path.of(path));
    }

    @Override
    public void sync(String directory) throws IOException {
        PrivateFiles.sync(Path.of(directory));
    }
}
