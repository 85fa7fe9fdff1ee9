package io.etcdsnapshot.location;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code ssh://[user@]host[:port]/absolute/path}. The path is taken as it is, blanks and quotes included.
 *
 * @param user empty for the usual one
 * @param host a name or an address, an IPv6 address without brackets
 * @param text as the user wrote it
 */
public record SshLocation(String user, String host, int port, String path, String text) implements Location {
    public static final int USUAL_PORT = 22;

    /** Returns the same place with this user, unless it names one. */
    public SshLocation orUser(String usual) {
        return user.isEmpty() ? new SshLocation(usual, host, port, path, text) : this;
    }

    /** Returns host and port for messages; the usual port is left out. */
    public String hostAndPort() {
        return port == USUAL_PORT ? host : (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public Location child(String name) {
        String below = path.equals("/") ? "/" + name : path + "/" + name;
        return new SshLocation(user, host, port, below, text.replaceFirst("/+$", "") + "/" + name);
    }

    @Override
    public Optional<Location> parent() {
        int slash = path.lastIndexOf('/');
        String above = text.replaceFirst("/+[^/]+/*$", "");
        return slash <= 0
                ? Optional.empty()
                : Optional.of(new SshLocation(user, host, port, path.substring(0, slash), above));
    }

    @Override
    public String lastName() {
        return Objects.toString(Path.of(path).normalize().getFileName(), "");
    }

    @Override
    public String canonical() {
        return "ssh://%s@%s:%d%s"
                .formatted(
                        user, host.toLowerCase(Locale.ROOT), port, Path.of(path).normalize());
    }

    @Override
    public String toString() {
        return text;
    }
}
