package io.etcdsnapshot.location;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A directory on this machine.
 *
 * @param text as the user wrote it
 */
public record DirectoryLocation(Path path, String text) implements Location {
    public static DirectoryLocation of(Path path) {
        return new DirectoryLocation(path, path.toString());
    }

    @Override
    public Location child(String name) {
        return new DirectoryLocation(path.resolve(name), text.replaceFirst("/+$", "") + "/" + name);
    }

    @Override
    public Optional<Location> parent() {
        return Optional.ofNullable(path.toAbsolutePath().normalize().getParent())
                .map(DirectoryLocation::of);
    }

    @Override
    public String lastName() {
        return Objects.toString(path.toAbsolutePath().normalize().getFileName(), "");
    }

    @Override
    public String canonical() {
        try {
            return path.toRealPath().toString();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize().toString();
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
