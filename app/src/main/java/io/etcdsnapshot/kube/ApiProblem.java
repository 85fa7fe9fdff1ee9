package io.etcdsnapshot.kube;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.json.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says what the API's refusals mean, and what to grant or fix. */
final class ApiProblem {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_SERVER_ERROR = 500;

    private ApiProblem() {}

    static Failure failed(ServiceAccount account, String what) {
        return Failure.failed("the Kubernetes API at %s: %s".formatted(account.api(), what));
    }

    /** @param body a Status object, if it comes from the API itself */
    static Failure answered(ServiceAccount account, int status, String body) {
        String said = message(body).map(text -> ": " + text).orElse("");
        return switch (status) {
            case 401 ->
                failed(account, "it refuses the token in %s (401)".formatted(account.token()))
                        .hint("the token has expired or is another cluster's: restart the pod to get a new one");
            case 403 ->
                failed(account, "it doesn't let this account list nodes (403)" + said)
                        .hint("grant its service account a ClusterRole with the verb list on nodes,"
                                + " as the chart does with rbac.create: true");
            case 404 ->
                failed(account, "it knows no nodes (404)" + said)
                        .hint("is KUBERNETES_SERVICE_HOST the API server of the cluster?");
            default -> {
                Failure failure = failed(account, "it answers with status %d%s".formatted(status, said));
                yield status == TOO_MANY_REQUESTS || status >= FIRST_SERVER_ERROR ? failure.asTransient() : failure;
            }
        };
    }

    /** Returns what the API says itself, on one line. */
    private static Optional<String> message(String body) {
        try {
            return Optional.ofNullable(Json.readObject(body).get("message"))
                    .map(text -> text.toString().replaceAll("\\s+", " ").strip());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Failure unreachable(ServiceAccount account, IOException e) {
        if (causes(e).anyMatch(ApiProblem::isOfAnotherCa)) {
            return failed(account, "its certificate is not signed by the CA in %s".formatted(account.ca()))
                    .hint(
                            "is KUBERNETES_SERVICE_HOST this cluster's API server? a restarted pod gets the cluster's present CA");
        }
        Optional<Throwable> certificate =
                causes(e).filter(CertificateException.class::isInstance).findFirst();
        if (certificate.isPresent()) {
            return failed(
                    account,
                    "its certificate can't be trusted: " + certificate.get().getMessage());
        }
        if (e instanceof SSLException) {
            return failed(account, "no TLS connection: " + Reason.of(e)).asTransient();
        }
        String reason = causes(e).anyMatch(UnresolvedAddressException.class::isInstance)
                ? "no such host"
                : e instanceof ConnectException ? "connection refused" : String.valueOf(e.getMessage());
        return failed(account, "no answer: " + reason)
                .hint("can this node reach the API server's service address?")
                .asTransient();
    }

    private static boolean isOfAnotherCa(Throwable cause) {
        return cause instanceof CertPathBuilderException
                || (cause instanceof CertPathValidatorException invalid
                        && (invalid.getReason() == PKIXReason.NO_TRUST_ANCHOR
                                || invalid.getReason() == BasicReason.INVALID_SIGNATURE));
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
    }
}
