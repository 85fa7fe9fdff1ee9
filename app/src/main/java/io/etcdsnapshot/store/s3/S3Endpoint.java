package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.failure.Failure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a bucket.
 *
 * @param host with the port unless it is the scheme's own
 * @param bucketInHost whether the bucket is part of the host's name
 */
record S3Endpoint(String scheme, String host, String bucket, boolean bucketInHost) {
    private static final String AWS = "amazonaws.com";
    private static final Pattern IP_ADDRESS = Pattern.compile("^(\\[|[0-9.]+(:|$))");
    private static final String UNRESERVED = "-._~/";

    static S3Endpoint of(S3Server server, String region, String bucket) {
        URI given = server.endpoint();
        String host = given == null ? awsHost(region) : authority(given);
        String scheme = given == null ? "https" : given.getScheme().toLowerCase(Locale.ROOT);
        boolean inHost =
                switch (server.addressing()) {
                    case PATH -> false;
                    case VIRTUAL_HOST -> true;
                    // A certificate for *.s3… covers one label only.
                    case AUTO -> isAws(host) && !bucket.contains(".");
                };
        if (inHost && IP_ADDRESS.matcher(host).find()) {
            throw Failure.wrongUsage("%s is an address, which can't hold the bucket's name".formatted(host))
                    .hint("have it in the path: --s3-path-style true");
        }
        return new S3Endpoint(scheme, inHost ? bucket + "." + host : host, bucket, inHost);
    }

    private static String awsHost(String region) {
        return "s3.%s.%s%s".formatted(region, AWS, region.startsWith("cn-") ? ".cn" : "");
    }

    private static String authority(URI endpoint) {
        int port = endpoint.getPort();
        boolean usual = port < 0 || port == ("https".equalsIgnoreCase(endpoint.getScheme()) ? 443 : 80);
        return endpoint.getHost() + (usual ? "" : ":" + port);
    }

    private static boolean isAws(String host) {
        return host.endsWith("." + AWS) || host.endsWith("." + AWS + ".cn");
    }

    boolean isAws() {
        return isAws(host);
    }

    /** @param key null for the bucket itself */
    URI uri(@Nullable String key) {
        String path =
                (bucketInHost ? "/" : "/" + bucket) + (key == null ? "" : (bucketInHost ? "" : "/") + encode(key));
        return URI.create(scheme + "://" + host + path);
    }

    /** Encodes as signatures of version 4 have it: every byte but letters, digits and a few marks. */
    private static String encode(String key) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : key.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
            if (plain) {
                encoded.append(c);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    /** Returns the server for messages, without the bucket's name. */
    @Override
    public String toString() {
        return scheme + "://" + (bucketInHost ? host.substring(bucket.length() + 1) : host);
    }
}
