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

/** Says why a server gives no answer at all, and what to do about it. */
final class ConnectionProblem {
    private ConnectionProblem() {}

    /** @param target what was asked for: {@code s3://bucket/key} */
    static S3Exception of(S3Endpoint endpoint, String target, IOException e) {
        if (causes(e).anyMatch(CertPathBuilderException.class::isInstance)
                || causes(e).anyMatch(CertPathValidatorException.class::isInstance)) {
            return permanent(Kind.OTHER, "the certificate of %s is not signed by a known CA".formatted(endpoint), e)
                    .hint("give the CA's certificate as the CA file");
        }
        Optional<Throwable> certificate =
                causes(e).filter(CertificateException.class::isInstance).findFirst();
        if (certificate.isPresent()) {
            S3Exception failure = permanent(
                    Kind.OTHER,
                    "the certificate of %s does not fit: %s"
                            .formatted(endpoint, certificate.get().getMessage()),
                    e);
            return endpoint.bucketInHost() ? failure.hint("use the path addressing style") : failure;
        }
        if (e instanceof SSLException && String.valueOf(e.getMessage()).contains("plaintext")
                || String.valueOf(e.getMessage()).contains("Unsupported or unrecognized SSL message")) {
            return permanent(Kind.OTHER, "%s does not speak TLS".formatted(endpoint), e)
                    .hint("should the endpoint begin with http://?");
        }
        S3Exception failure = new S3Exception(
                Kind.UNAVAILABLE, "no answer from %s for %s: %s".formatted(endpoint, target, reason(e)), true, null, e);
        boolean noSuchHost = causes(e).anyMatch(UnresolvedAddressException.class::isInstance);
        return noSuchHost && endpoint.bucketInHost()
                ? failure.hint(
                        "the bucket's name is part of the host's: use the path addressing style where it should not be")
                : failure;
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
