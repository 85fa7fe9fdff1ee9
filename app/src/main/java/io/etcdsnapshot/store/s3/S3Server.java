package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.io.HttpProxy;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The server of a bucket and the way to it.
 *
 * @param endpoint {@code http[s]://host[:port]}; null for AWS
 * @param region null for the one in the environment or the profile, else {@code us-east-1}
 * @param caFile certificates in PEM that are trusted in place of the system's; null for the system's
 * @param proxy null for a direct connection
 */
public record S3Server(
        @Nullable URI endpoint,
        @Nullable String region,
        Addressing addressing,
        @Nullable Path caFile,
        @Nullable HttpProxy proxy) {
    /** Names where the name of the bucket goes. */
    public enum Addressing {
        /** Puts it into the host's name on AWS, into the path elsewhere. */
        AUTO,
        PATH,
        VIRTUAL_HOST
    }

    /**
     * Checks what a user gave as the endpoint.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static URI parseEndpoint(String text) {
        URI uri;
        try {
            uri = URI.create(text.replaceFirst("/+$", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'%s' is not a URL".formatted(text), e);
        }
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!web || uri.getHost() == null) {
            throw new IllegalArgumentException("'%s' is not http[s]://host[:port]".formatted(text));
        }
        if (uri.getUserInfo() != null || uri.getQuery() != null) {
            throw new IllegalArgumentException("an endpoint is http[s]://host[:port] and holds no credentials");
        }
        if (!uri.getPath().isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' has a path: give the bucket in the location, s3://bucket".formatted(text));
        }
        return uri;
    }
}
