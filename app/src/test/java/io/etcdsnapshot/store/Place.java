package io.etcdsnapshot.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The directory that a store under test works in, seen from outside; names are relative to it. */
public interface Place {
    /** Copies a file, or a directory with all in it, from this machine. */
    void copyIn(Path from, String name) throws IOException;

    void write(String name, byte[] content) throws IOException;

    byte[] read(String name) throws IOException;

    /** Makes a directory, with those above it. */
    void makeDirectory(String name) throws IOException;

    /** Makes a link to a directory elsewhere that isn't empty. */
    void makeLink(String name, Path target) throws IOException;

    void touch(String name, Instant modified) throws IOException;

    boolean exists(String name) throws IOException;

    /** Returns the names directly in it, sorted. */
    List<String> names() throws IOException;

    /** Returns what {@code ls} shows of who may do what, or null where there are no rights. */
    String permissions(String name) throws IOException;

    /** A directory of this machine, which a server on it may serve. */
    record OnDisk(Path directory) implements Place {
        @Override
        public void copyIn(Path from, String name) throws IOException {
            try (Stream<Path> all = Files.walk(from)) {
                for (Path each : all.toList()) {
                    Path to = directory
                            .resolve(name)
                            .resolve(from.relativize(each).toString());
                    if (Files.isDirectory(each)) {
                        Files.createDirectories(to);
                    } else {
                        Files.createLink(to, each);
                    }
                }
            }
        }

        @Override
        public void write(String name, byte[] content) throws IOException {
            Files.deleteIfExists(directory.resolve(name));
            Files.write(directory.resolve(name), content);
        }

        @Override
        public byte[] read(String name) throws IOException {
            return Files.readAllBytes(directory.resolve(name));
        }

        @Override
        public void makeDirectory(String name) throws IOException {
            Files.createDirectories(directory.resolve(name));
        }

        @Override
        public void makeLink(String name, Path target) throws IOException {
            Files.createSymbolicLink(directory.resolve(name), target);
        }

        @Override
        public void touch(String name, Instant modified) throws IOException {
            Files.setLastModifiedTime(directory.resolve(name), FileTime.from(modified));
        }

        @Override
        public boolean exists(String name) {
            return Files.exists(directory.resolve(name));
        }

        @Override
        public List<String> names() throws IOException {
            try (Stream<Path> entries = Files.list(directory)) {
                return entries.map(entry -> entry.getFileName().toString())
                        .sorted()
                        .toList();
            }
        }

        @Override
        public String permissions(String name) throws IOException {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
        }
    }
}
