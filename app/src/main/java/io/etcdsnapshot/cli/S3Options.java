package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Throttle;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.S3Location;
import io.etcdsnapshot.store.s3.CredentialSettings;
import io.etcdsnapshot.store.s3.ObjectLock;
import io.etcdsnapshot.store.s3.S3Server;
import io.etcdsnapshot.store.s3.S3Settings;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Takes how locations in object storage are reached. */
@OptionGroup("S3 options")
final class S3Options {
    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            description = "server of s3:// locations, such as https://s3.example.com (default: AWS)")
    @Nullable
    URI endpoint;

    @Option(names = "--s3-region", paramLabel = "REGION", description = "region (default: AWS_REGION, the profile's)")
    @Nullable
    String region;

    @Option(
            names = "--s3-ca-file",
            paramLabel = "FILE",
            description = "CA certificates in PEM that the server's certificate is checked against")
    @Nullable
    Path caFile;

    @Option(
            names = "--s3-path-style",
            arity = "1",
            paramLabel = "true|false",
            description = "bucket in the path, not in the host name (default: true, except on AWS)")
    @Nullable
    Boolean pathStyle;

    @Option(
            names = "--s3-credentials",
            paramLabel = "DIR",
            description =
                    "directory of a mounted Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (default: AWS's variables and files)")
    @Nullable
    Path credentials;

    @Option(names = "--s3-profile", paramLabel = "NAME", description = "profile in the shared credentials file")
    @Nullable
    String profile;

    /**
     * @param environment may hold credentials, and a proxy
     * @param lock of new sets; null for the bucket's default
     */
    S3Settings settings(Values values, Map<String, String> environment, @Nullable ObjectLock lock, Throttle limit) {
        URI server = endpoint == null ? endpointOf(values) : endpoint;
        return new S3Settings(
                new S3Server(
                        server,
                        region == null ? values.s3().region().orElse(null) : region,
                        addressing(values),
                        caFile,
                        ProxyChoice.of(server, values.proxy(), environment)),
                new CredentialSettings(credentials, null, profile, environment),
                lock,
                false,
                S3Settings.STALL,
                S3Settings.PATIENCE,
                limit);
    }

    private static @Nullable URI endpointOf(Values values) {
        try {
            return values.s3().endpoint().map(S3Server::parseEndpoint).orElse(null);
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUsage("values: s3.endpoint: " + e.getMessage());
        }
    }

    private S3Server.Addressing addressing(Values values) {
        Boolean inPath = pathStyle == null ? values.s3().pathStyle().orElse(null) : pathStyle;
        if (inPath == null) {
            return S3Server.Addressing.AUTO;
        }
        return inPath ? S3Server.Addressing.PATH : S3Server.Addressing.VIRTUAL_HOST;
    }

    /**
     * Makes sure that what the chart mounts for the bucket is there.
     *
     * @throws Failure if a location in a bucket needs a Secret or a CA that does not exist
     */
    void requireMounted(Location location, CommonOptions common) {
        if (!(location instanceof S3Location) || !common.fromChart()) {
            return;
        }
        if (credentials != null && isEmpty(credentials)) {
            String secret = common.values().s3().credentialsSecret().orElse("");
            throw Failure.failed("there is no Secret %s, or it is empty".formatted(secret))
                    .hint(
                            "oc create secret generic %s --from-literal=AWS_ACCESS_KEY_ID=… --from-literal=AWS_SECRET_ACCESS_KEY=…"
                                            .formatted(secret)
                                    + "; its name is s3.credentialsSecret in the values")
                    .asTransient();
        }
        if (caFile != null && !Files.isReadable(caFile)) {
            throw Failure.failed("the ConfigMap or Secret of s3.ca is not there, or has no key " + caFile.getFileName())
                    .hint("oc create configmap NAME --from-file=%s=FILE; name it in s3.ca.configMap"
                            .formatted(caFile.getFileName()))
                    .asTransient();
        }
    }

    private static boolean isEmpty(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            return true;
        }
    }
}
