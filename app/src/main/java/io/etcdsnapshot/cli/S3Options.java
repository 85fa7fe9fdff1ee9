package io.etcdsnapshot.cli;

import io.etcdsnapshot.store.s3.CredentialSettings;
import io.etcdsnapshot.store.s3.HttpProxy;
import io.etcdsnapshot.store.s3.S3Server;
import io.etcdsnapshot.store.s3.S3Settings;
import io.etcdsnapshot.values.Values;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Takes how locations in object storage are reached. */
@OptionGroup("S3 options")
final class S3Options {
    private static final String HTTPS_PROXY = "HTTPS_PROXY";
    private static final String HTTP_PROXY = "HTTP_PROXY";

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

    /** @param environment may hold credentials, and a proxy */
    S3Settings settings(Values values, Map<String, String> environment) {
        return new S3Settings(
                new S3Server(endpoint, region, addressing(), caFile, proxy(values.proxy(), environment)),
                new CredentialSettings(credentials, null, profile, environment),
                null,
                false,
                S3Settings.STALL,
                S3Settings.PATIENCE);
    }

    private S3Server.Addressing addressing() {
        if (pathStyle == null) {
            return S3Server.Addressing.AUTO;
        }
        return pathStyle ? S3Server.Addressing.PATH : S3Server.Addressing.VIRTUAL_HOST;
    }

    private @Nullable HttpProxy proxy(Map<String, String> values, Map<String, String> environment) {
        Map<String, String> from = values.isEmpty() ? environment : values;
        boolean plain = endpoint != null && "http".equalsIgnoreCase(endpoint.getScheme());
        String url = from.getOrDefault(plain ? HTTP_PROXY : HTTPS_PROXY, "");
        return url.isBlank() ? null : HttpProxy.parse(url, from.getOrDefault("NO_PROXY", ""));
    }
}
