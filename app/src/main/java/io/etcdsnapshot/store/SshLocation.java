package io.etcdsnapshot.store;

import io.etcdsnapshot.backup.Failure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ssh://[user@]host[:port]/absolute/path}. The path is taken as it is, blanks and quotes included; an IPv6 address
 * stands in brackets.
 */
record SshLocation(String user, String host, int port, String path) {
    private static final Pattern FORM =
            Pattern.compile("ssh://(?:([^@/]+)@)?(\\[[^\\]]+\\]|[^:/@]+)(?::(\\d{1,5}))?(/.*)");
    private static final int USUAL_PORT = 22;

    /** @throws Failure wrong usage, naming the form */
    static SshLocation parse(String location, String usualUser) {
        Matcher matcher = FORM.matcher(location);
        if (!matcher.matches()) {
            throw Failure.wrongUsage(
                    "'%s' is not of the form ssh://[user@]host[:port]/absolute/path".formatted(location));
        }
        String host = matcher.group(2).replaceAll("^\\[|\\]$", "");
        int port = matcher.group(3) == null ? USUAL_PORT : Integer.parseInt(matcher.group(3));
        String user = matcher.group(1) == null ? usualUser : matcher.group(1);
        String path = matcher.group(4).length() > 1 ? matcher.group(4).replaceAll("/+$", "") : matcher.group(4);
        return new SshLocation(user, host, port, path);
    }

    /** For messages. */
    String hostAndPort() {
        return port == USUAL_PORT ? host : host + ":" + port;
    }
}
