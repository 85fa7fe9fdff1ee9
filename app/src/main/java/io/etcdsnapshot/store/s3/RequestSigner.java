package io.etcdsnapshot.store.s3;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Signs requests with version 4 of AWS' signatures. The SHA-256 of the payload is part of what is signed, so that a
 * server refuses a payload that changed on its way; no trailers and no other checksums, which many servers refuse.
 */
final class RequestSigner {
    /** The HTTP client sets them itself. */
    private static final Set<String> SET_BY_CLIENT = Set.of("host", "content-length");

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final String region;
    private final Clock clock;

    RequestSigner(String region, Clock clock) {
        this.region = region;
        this.clock = clock;
    }

    HttpRequest.Builder sign(S3Request request, URI uri, Credentials credentials) {
        SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(uri);
        request.query().forEach(unsigned::putRawQueryParameter);
        request.headers().forEach(unsigned::putHeader);
        S3Request.Body body = request.body();
        ContentStreamProvider payload = () -> new ByteArrayInputStream(body.bytes(), 0, body.length());
        SignedRequest signed = signer.sign(sign -> sign.identity(identity(credentials))
                .request(unsigned.build())
                .payload(payload)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        HttpRequest.Builder builder = HttpRequest.newBuilder(signed.request().getUri());
        for (Map.Entry<String, List<String>> header : signed.request().headers().entrySet()) {
            if (!SET_BY_CLIENT.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                header.getValue().forEach(value -> builder.header(header.getKey(), value));
            }
        }
        return builder;
    }

    private static AwsCredentialsIdentity identity(Credentials credentials) {
        return credentials.sessionToken() == null
                ? AwsCredentialsIdentity.create(credentials.accessKey(), credentials.secretKey())
                : AwsSessionCredentialsIdentity.create(
                        credentials.accessKey(), credentials.secretKey(), credentials.sessionToken());
    }
}
