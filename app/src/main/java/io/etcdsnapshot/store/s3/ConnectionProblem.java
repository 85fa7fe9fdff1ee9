package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.store.s3.S3Exception.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why a server gives no answer at all, and what to do about it. */
final class ConnectionProblem {
    static final String PATH_STYLE =
            "the bucket's name is part of the host's; where the server has it in the path: --s3-path-style true";

    private ConnectionProblem() {}

    /** @param target what was asked for: {@code s3://bucket/key} */
    static S3Exception of(S3Endpoint endpoint, String target, IOException e) {
        if (causes(e).anyMatch(CertPathBuilderException.class::isInstance)
                || causes(e).anyMatch(CertPathValidatorException.class::isInstance)) {
            return permanent(Kind.OTHER, "the certificate of %s is not signed by a known CA".formatted(endpoint), e)
                    .hint("give the CA's certificate with --s3-ca-file");
        }
        Optional<Throwable> certificate =
                causes(e).filter(CertificateException.class::isInstance).findFirst();
        if (certificate.isPresent()) {
            S3Exception failure = permanent(
                    Kind.OTHER,
                    "the certificate of %s does not fit: %s"
                            .formatted(endpoint, certificate.get().getMessage()),
                    e);
            return endpoint.bucketInHost() ? failure.hint(PATH_STYLE) : failure;
        }
        // The client may tell it as a connection that was lost, with this behind it.
        if (causes(e).anyMatch(ConnectionProblem::isPlainAnswer)) {
            return permanent(Kind.OTHER, "%s does not speak TLS".formatted(endpoint), e)
                    .hint("should --s3-endpoint begin with http://?");
        }
        String said = String.valueOf(e.getMessage());
        if (said.contains("No credentials provided") || said.contains("too many authentication attempts")) {
            return proxyRefuses(e);
        }
        boolean noSuchHost = causes(e).anyMatch(UnresolvedAddressException.class::isInstance);
        S3Exception failure = new S3Exception(
                noSuchHost ? Kind.NO_HOST : Kind.UNAVAILABLE,
                "no answer from %s for %s: %s".formatted(endpoint, target, reason(e)),
                true,
                null,
                e);
        return noSuchHost && endpoint.bucketInHost() ? failure.hint(PATH_STYLE) : failure;
    }

    /** @param e null where the proxy said so with an answer */
    static S3Exception proxyRefuses(@Nullable IOException e) {
        return new S3Exception(
                Kind.DENIED,
                "the proxy wants a user and a password, or other ones",
                false,
                "give them in HTTPS_PROXY as http://user:password@host:port",
                e);
    }

    private static boolean isPlainAnswer(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof SSLException
                && (message.contains("plaintext") || message.contains("nsupported or unrecognized SSL message"));
    }

    /** Says why there is no connection. */
    static String reason(IOException e) {
        if (causes(e).anyMatch(UnresolvedAddressException.class::isInstance)) {
            return "no such host";
        }
        if (e instanceof ConnectException) {
            return "connection refused";
        }
        if (e instanceof HttpTimeoutException) {
            return String.valueOf(e.getMessage());
        }
        return e.getMessage() == null ? "connection lost" : Reason.of(e);
    }

    private static S3Exception permanent(Kind kind, String message, Throwable cause) {
        return new S3Exception(kind, message, false, null, cause);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
    }
}
