package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.CaCertificates;
import io.etcdsnapshot.io.HttpProxy;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** Bundles the requests to one bucket. */
record S3Client(
        S3Endpoint endpoint,
        S3Transport transport,
        S3Objects objects,
        S3Uploads uploads,
        S3Lists lists,
        S3BucketInfo info) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
    private static final String USUAL_REGION = "us-east-1";

    /** Makes a client; nothing is sent yet. */
    static S3Client of(S3Settings settings, String bucket, Clock clock, Log log) {
        HttpClient http = http(settings.server());
        String region = region(settings);
        WebIdentity.Factory sts = WebIdentity.Sts.of(http, settings.credentials(), region);
        S3Endpoint endpoint = S3Endpoint.of(settings.server(), region, bucket);
        S3Problem problem = new S3Problem(endpoint, region);
        S3Exchange exchange = new S3Exchange(
                endpoint, http, new RequestSigner(region, clock), problem, settings.stall(), settings.limit(), clock);
        S3Transport transport = new S3Transport(
                exchange, problem, CredentialChain.of(settings.credentials(), sts, clock), settings.patience(), log);
        return new S3Client(
                endpoint,
                transport,
                new S3Objects(transport),
                new S3Uploads(transport),
                new S3Lists(transport),
                new S3BucketInfo(transport));
    }

    private static String region(S3Settings settings) {
        CredentialSettings credentials = settings.credentials();
        return Stream.of(
                        settings.server().region(),
                        credentials.variable("AWS_REGION"),
                        credentials.variable("AWS_DEFAULT_REGION"))
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .findFirst()
                .or(() -> ProfileRegion.of(credentials))
                .orElse(USUAL_REGION);
    }

    private static HttpClient http(S3Server server) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT);
        HttpProxy proxy = server.proxy();
        if (proxy == null) {
            builder.proxy(HttpClient.Builder.NO_PROXY);
        } else {
            builder.proxy(proxy.selector()).authenticator(proxy.authenticator());
        }
        if (server.caFile() != null) {
            builder.sslContext(trusting(server.caFile()));
        }
        return builder.build();
    }

    private static SSLContext trusting(Path caFile) {
        try {
            return CaCertificates.trusting(caFile);
        } catch (IOException e) {
            throw Failure.wrongUsage("can't use the CA file %s: %s".formatted(caFile, Reason.of(e)));
        }
    }
}
