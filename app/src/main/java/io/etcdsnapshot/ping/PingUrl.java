package io.etcdsnapshot.ping;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The URL of a check, a secret: whoever knows it can report success. Words behind its path say what happened, as
 * healthchecks.io has it (<a href="https://healthchecks.io/docs/http_api/">Pinging API</a>).
 */
public final class PingUrl {
    private static final int LARGEST_PORT = 65_535;

    private final URI success;

    private PingUrl(URI success) {
        this.success = success;
    }

    /** @throws IllegalArgumentException if that is no such URL, without repeating it */
    public static PingUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not a URL");
        }
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getUserInfo() != null || uri.getPort() > LARGEST_PORT) {
            throw new IllegalArgumentException("it is not http[s]://host[:port]/path");
        }
        return new PingUrl(uri);
    }

    public URI success() {
        return success;
    }

    public URI start() {
        return with("start");
    }

    public URI failure() {
        return with("fail");
    }

    /** @param exitCode other than 0 */
    public URI failure(int exitCode) {
        return with(Integer.toString(exitCode));
    }

    /** Returns where something is noted that is neither success nor failure. */
    public URI log() {
        return with("log");
    }

    private URI with(String word) {
        String path = success.getRawPath().replaceFirst("/+$", "") + "/" + word;
        String query = success.getRawQuery() == null ? "" : "?" + success.getRawQuery();
        return URI.create(success.getScheme() + "://" + success.getRawAuthority() + path + query);
    }

    /** Returns the server, which is no secret. */
    @Override
    public String toString() {
        return success.getHost();
    }
}
