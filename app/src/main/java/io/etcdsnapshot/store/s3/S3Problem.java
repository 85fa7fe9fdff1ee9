package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.store.s3.S3Exception.Kind;
import io.etcdsnapshot.store.s3.S3Exchange.Answer;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says what a server's refusals mean, what to do about them, and whether they can pass by themselves. Source: Amazon S3
 * API Reference, "Error responses"; what other servers answer was measured on them.
 */
record S3Problem(S3Endpoint endpoint, String region) {
    private static final int PROXY_LOGIN = 407;

    S3Exception answered(S3Request request, int status, Answer answer, Credentials credentials, Instant now) {
        if (status == PROXY_LOGIN) {
            return ConnectionProblem.proxyRefuses(null);
        }
        ServerError said = ServerError.of(answer);
        return switch (said.codeOr(request, status)) {
            case "NoSuchBucket" ->
                permanent(Kind.NO_BUCKET, "there is no bucket '%s' at %s".formatted(endpoint.bucket(), endpoint))
                        .hint(
                                endpoint.bucketInHost() && !endpoint.isAws()
                                        ? ConnectionProblem.PATH_STYLE
                                        : "create it, or check its name and --s3-endpoint");
            case "NoSuchKey" ->
                // Ceph, while it still clears up an earlier try of the same part.
                request.query().containsKey(S3Uploads.PART_NUMBER)
                        ? passing(Kind.UNAVAILABLE, "%s lost a part of %s".formatted(endpoint, target(request)))
                        : permanent(Kind.NOT_FOUND, "there is no " + target(request));
            case "NoSuchUpload" ->
                permanent(Kind.NO_UPLOAD, "the upload of %s was ended by another".formatted(target(request)));
            case "PreconditionFailed" -> permanent(Kind.PRECONDITION, "%s is there already".formatted(target(request)));
            case "PermanentRedirect",
                    "AuthorizationHeaderMalformed",
                    "TemporaryRedirect",
                    "IllegalLocationConstraintException" -> wrongRegion(said, status);
            case "RequestTimeTooSkewed" -> skewed(answer.headers(), now);
            case "InvalidAccessKeyId" ->
                permanent(
                                Kind.EXPIRED_CREDENTIALS,
                                "%s does not know the access key of %s".formatted(endpoint, credentials.origin()))
                        .hint("check the access key, and that it is one of this server");
            case "SignatureDoesNotMatch" ->
                permanent(
                                Kind.EXPIRED_CREDENTIALS,
                                "%s refuses the secret key of %s".formatted(endpoint, credentials.origin()))
                        .hint("check the secret key; a proxy that changes the Host header has the same effect");
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "ExpiredTokenException" ->
                permanent(
                                Kind.EXPIRED_CREDENTIALS,
                                "the session token of %s has expired or is not valid (%s)"
                                        .formatted(credentials.origin(), said.code()))
                        .hint("get new credentials");
            case "QuotaExceeded",
                    "InsufficientCapacity",
                    "InsufficientStorage",
                    "XMinioStorageFull",
                    "XMinioAdminBucketQuotaExceeded",
                    "ServiceQuotaExceededException" ->
                permanent(
                                Kind.OTHER,
                                "no space left for %s: the quota of the bucket or its owner is used up (%s)"
                                        .formatted(target(request), said.words(status)))
                        .hint("raise the quota, or keep fewer sets");
            case "BadDigest", "XAmzContentSHA256Mismatch", "InvalidDigest", "ContentSHA256Mismatch" ->
                passing(Kind.DAMAGED_ON_THE_WAY, "%s changed on its way to %s".formatted(target(request), endpoint));
            case "AccessDenied", "AllAccessDisabled", "AccountProblem" ->
                permanent(Kind.DENIED, "access denied: %s on %s".formatted(request.action(), target(request)))
                        .hint("grant %s to the owner of the keys of %s"
                                .formatted(request.action(), credentials.origin()));
            case "NotImplemented", "MethodNotAllowed" ->
                permanent(Kind.NOT_SUPPORTED, "%s does not support %s".formatted(endpoint, request.action()));
            case "ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration" ->
                permanent(Kind.NOT_FOUND, "the bucket '%s' has no Object Lock".formatted(endpoint.bucket()));
            default -> other(request, status, said);
        };
    }

    private S3Exception other(S3Request request, int status, ServerError said) {
        if (status == 409 && said.code().equals("ConditionalRequestConflict")
                || status == 429
                || status >= 500
                || said.code().equals("RequestTimeout")
                || said.code().equals("OperationAborted")) {
            return passing(Kind.UNAVAILABLE, "%s is busy (%s)".formatted(endpoint, said.words(status)));
        }
        if (said.code().isEmpty()) {
            return permanent(Kind.OTHER, "%s does not answer like an S3 server (status %d)".formatted(endpoint, status))
                    .hint("check --s3-endpoint; does it want https?");
        }
        return permanent(
                Kind.OTHER,
                "%s fails %s on %s: %s".formatted(endpoint, request.action(), target(request), said.words(status)));
    }

    private S3Exception wrongRegion(ServerError said, int status) {
        if (!said.region().isEmpty() && !said.region().equals(region)) {
            return permanent(
                            Kind.OTHER,
                            "the bucket '%s' is in region %s, not %s"
                                    .formatted(endpoint.bucket(), said.region(), region))
                    .hint("set the region: --s3-region " + said.region());
        }
        return permanent(
                        Kind.OTHER,
                        "%s wants the bucket '%s' under another address (%s)"
                                .formatted(endpoint, endpoint.bucket(), said.words(status)))
                .hint("check --s3-endpoint, --s3-region and --s3-path-style");
    }

    private S3Exception skewed(HttpHeaders headers, Instant now) {
        Optional<Duration> ahead = serverTime(headers).map(server -> Duration.between(server, now));
        String by = ahead.map(
                        skew -> " by %s: it is %s".formatted(span(skew.abs()), skew.isNegative() ? "behind" : "ahead"))
                .orElse("");
        return permanent(Kind.OTHER, "the clock here differs too much from that of %s%s".formatted(endpoint, by))
                .hint("synchronize the clock of this host (chronyc makestep)");
    }

    private static String span(Duration skew) {
        return skew.toHours() > 1 ? skew.toHours() + " hours" : skew.toMinutes() + " minutes";
    }

    /** Returns the time that the server told with its answer; empty if it told none. */
    static Optional<Instant> serverTime(HttpHeaders headers) {
        try {
            return headers.firstValue("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    S3Exception unreachable(S3Request request, IOException e) {
        return ConnectionProblem.of(endpoint, target(request), e);
    }

    S3Exception malformed(S3Request request, Exception e) {
        return permanent(
                Kind.OTHER,
                "%s does not answer %s as an S3 server would: %s".formatted(endpoint, request.action(), e.getMessage()),
                e);
    }

    /** Says that the server answered as if no bucket was named. */
    S3Exception bucketUnseen() {
        return permanent(
                        Kind.NO_BUCKET,
                        "%s does not take the bucket '%s' from the host name".formatted(endpoint, endpoint.bucket()))
                .hint(ConnectionProblem.PATH_STYLE);
    }

    S3Exception changed(S3Request request) {
        return permanent(Kind.OTHER, "%s was replaced while it was read".formatted(target(request)));
    }

    static S3Exception noCredentials(String why, IOException e) {
        return permanent(Kind.OTHER, why, e)
                .hint("give --s3-credentials, --s3-profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }

    /** Returns what the request is about: {@code s3://bucket/key}. */
    String target(S3Request request) {
        String bucket = "s3://" + endpoint.bucket();
        return request.key() == null ? bucket : bucket + "/" + request.key();
    }

    private static S3Exception permanent(Kind kind, String message) {
        return permanent(kind, message, null);
    }

    private static S3Exception permanent(Kind kind, String message, @Nullable Throwable cause) {
        return new S3Exception(kind, message, false, null, cause);
    }

    private static S3Exception passing(Kind kind, String message) {
        return new S3Exception(kind, message, true, null, null);
    }
}
