package io.etcdsnapshot.location;

import io.etcdsnapshot.failure.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads locations; the one place that looks at a scheme. */
final class LocationParser {
    private static final String SSH_FORM = "ssh://[user@]host[:port]/absolute/path";
    private static final String S3_FORM = "s3://bucket[/prefix]";
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://.*", Pattern.DOTALL);
    /** A name before a colon before any slash: scp's form, or a remote of another tool. */
    private static final Pattern NAME_AND_COLON =
            Pattern.compile("(?:([^/:@]+)@)?(\\[[^\\]/]+\\]|[^/:@]+):(.*)", Pattern.DOTALL);

    private static final Pattern SSH =
            Pattern.compile("ssh://(?:([^@/]*)@)?(\\[[^\\]]*\\]|[^:/@]*)(?::([^/]*))?(/.*)?", Pattern.DOTALL);
    private static final Pattern IPV6 = Pattern.compile("\\[[^\\]@]*\\]");
    /** A colon in the first part and an at sign somewhere behind it, unless the colon leads to a port. */
    private static final Pattern PASSWORD = Pattern.compile("/*[^/]*?(:|%3[aA])(?!\\d*(/|$)).*@.*", Pattern.DOTALL);

    private static final Pattern S3_BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final int MAX_PORT = 65_535;

    private static final Map<String, Function<String, Location>> BY_SCHEME =
            Map.of("file", LocationParser::file, "ssh", LocationParser::ssh, "s3", LocationParser::s3);

    private LocationParser() {}

    static Location parse(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (scheme.matches()) {
            Function<String, Location> parser = BY_SCHEME.get(scheme.group(1));
            if (parser == null) {
                throw wrong(
                        "'%s://' is not a kind of location".formatted(scheme.group(1)),
                        "a directory, " + SSH_FORM + " or " + S3_FORM);
            }
            return parser.apply(text);
        }
        if (text.isBlank()) {
            throw wrong("the location is empty", "a directory, %s or %s".formatted(SSH_FORM, S3_FORM));
        }
        if (text.startsWith("~")) {
            throw wrong("'%s': only a shell expands ~".formatted(text), "an absolute path, or ~ without quotes");
        }
        refuseNameAndColon(text);
        return directory(text, text);
    }

    private static void refuseNameAndColon(String text) {
        Matcher matcher = NAME_AND_COLON.matcher(text);
        if (matcher.matches()) {
            if (holdsPassword(text) || holdsPassword(matcher.group(3))) {
                throw password();
            }
            String user = matcher.group(1) == null ? "" : matcher.group(1) + "@";
            String path = matcher.group(3);
            String absolute = path.startsWith("/") ? path : "/absolute/path";
            throw Failure.wrongUsage("'%s' is not a location".formatted(text))
                    .hint("for a remote host write ssh://%s%s%s; for a directory of that name write ./%s"
                            .formatted(user, matcher.group(2), absolute, text));
        }
    }

    private static Location directory(String path, String text) {
        try {
            return new DirectoryLocation(Path.of(path), text);
        } catch (InvalidPathException e) {
            throw wrong("'%s' is not a path".formatted(text), "a directory");
        }
    }

    private static Location file(String text) {
        if (holdsPassword(text.substring("file://".length()))) {
            throw wrong("a file URL names no host", "file:///absolute/path");
        }
        if (text.equals("file://")) {
            throw wrong("'file://' names no absolute path", "file:///absolute/path");
        }
        try {
            URI uri = new URI(text.replace(" ", "%20"));
            if (uri.getPath() == null || uri.getPath().isEmpty() || hasHost(uri)) {
                throw wrong("'%s' names no absolute path on this machine".formatted(text), "file:///absolute/path");
            }
            return directory(uri.getPath(), text);
        } catch (URISyntaxException e) {
            throw wrong("'%s' is not a file URL".formatted(text), "file:///absolute/path");
        }
    }

    private static boolean hasHost(URI uri) {
        return uri.getAuthority() != null && !uri.getAuthority().isEmpty();
    }

    private static Location ssh(String text) {
        if (holdsPassword(text.substring("ssh://".length()))) {
            throw password();
        }
        Matcher matcher = SSH.matcher(text);
        if (!matcher.matches()) {
            throw wrong("'%s' is not an SSH location".formatted(text), SSH_FORM);
        }
        String user = matcher.group(1);
        if (user != null && user.isEmpty()) {
            throw wrong("'%s' has no user before the @".formatted(text), SSH_FORM);
        }
        String host = matcher.group(2).replaceAll("^\\[|\\]$", "");
        if (host.isEmpty()) {
            throw wrong("'%s' names no host".formatted(text), SSH_FORM);
        }
        String path = matcher.group(4);
        if (path == null || path.matches("/+")) {
            throw wrong("'%s' names no directory".formatted(text), SSH_FORM);
        }
        return new SshLocation(
                Objects.requireNonNullElse(user, ""),
                host,
                port(matcher.group(3), text),
                path.replaceAll("/+$", ""),
                text);
    }

    private static boolean holdsPassword(String text) {
        return PASSWORD.matcher(IPV6.matcher(text).replaceAll("address")).matches();
    }

    private static Failure password() {
        return Failure.wrongUsage("an SSH location must not hold a password")
                .hint("the form is %s; log in with a key, see --identity".formatted(SSH_FORM));
    }

    private static int port(@Nullable String given, String text) {
        if (given == null) {
            return SshLocation.USUAL_PORT;
        }
        int port = given.matches("\\d{1,5}") ? Integer.parseInt(given) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw wrong("'%s' in '%s' is not a port".formatted(given, text), "1 to " + MAX_PORT);
        }
        return port;
    }

    private static Location s3(String text) {
        String[] parts = text.substring("s3://".length()).split("/", 2);
        if (!S3_BUCKET.matcher(parts[0]).matches()) {
            throw parts[0].contains("@")
                    ? wrong("an S3 location holds no credentials", S3_FORM)
                    : wrong("'%s' is not a bucket's name".formatted(parts[0]), S3_FORM);
        }
        return new S3Location(parts[0], parts.length == 1 ? "" : parts[1].replaceAll("^/+|/+$", ""));
    }

    private static Failure wrong(String what, String form) {
        return Failure.wrongUsage(what).hint("it should be " + form);
    }
}
