package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes on a role with the token of a ServiceAccount. The token is read anew each time, as Kubernetes renews it. Source:
 * AWS STS API, AssumeRoleWithWebIdentity.
 */
record WebIdentity(Sts sts, String role, Path tokenFile, @Nullable String sessionName, String origin) {
    private static final int OK = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Holds where and how roles are requested. */
    record Sts(HttpClient client, URI endpoint) implements Factory {
        /** Returns the service of this region, unless the environment names another. */
        static Sts of(HttpClient client, CredentialSettings settings, String region) {
            String given = settings.variable("AWS_ENDPOINT_URL_STS");
            String usual = "https://sts.%s.amazonaws.com%s".formatted(region, region.startsWith("cn-") ? ".cn" : "");
            return new Sts(client, URI.create(given == null ? usual : given));
        }

        @Override
        public WebIdentity of(String role, Path tokenFile, @Nullable String sessionName, String origin) {
            return new WebIdentity(this, role, tokenFile, sessionName, origin);
        }
    }

    /** Makes identities that know where to ask. */
    interface Factory {
        WebIdentity of(String role, Path tokenFile, @Nullable String sessionName, String origin);
    }

    /** Reads {@code AWS_ROLE_ARN} and {@code AWS_WEB_IDENTITY_TOKEN_FILE}, which EKS and ROSA set in a pod. */
    record OfEnvironment(CredentialSettings settings, Factory factory) implements CredentialSource {
        @Override
        public Optional<Credentials> read() throws IOException {
            String role = settings.variable("AWS_ROLE_ARN");
            String token = settings.variable("AWS_WEB_IDENTITY_TOKEN_FILE");
            if (role == null || token == null) {
                return Optional.empty();
            }
            String session = settings.variable("AWS_ROLE_SESSION_NAME");
            return Optional.of(factory.of(role, Path.of(token), session, "the role in the environment")
                    .assume());
        }
    }

    /** @throws IOException that names the role and what STS said */
    Credentials assume() throws IOException {
        HttpRequest request = HttpRequest.newBuilder(sts.endpoint())
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(token())))
                .build();
        HttpResponse<byte[]> answer;
        try {
            answer = sts.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IOException(
                    "can't ask %s for %s: %s".formatted(sts.endpoint(), role, ConnectionProblem.reason(e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return read(answer);
    }

    private String token() throws IOException {
        try {
            return Files.readString(tokenFile).strip();
        } catch (IOException e) {
            throw new IOException("can't read the token %s: %s".formatted(tokenFile, Reason.of(e)), e);
        }
    }

    private String form(String token) {
        Map<String, String> fields = new TreeMap<>(Map.of(
                "Action",
                "AssumeRoleWithWebIdentity",
                "Version",
                "2011-06-15",
                "RoleArn",
                role,
                "RoleSessionName",
                sessionName == null ? "etcd-snapshot" : sessionName,
                "WebIdentityToken",
                token));
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Credentials read(HttpResponse<byte[]> answer) throws IOException {
        try {
            XmlElement document = XmlElement.parse(answer.body());
            if (answer.statusCode() == OK) {
                XmlElement keys =
                        document.require("AssumeRoleWithWebIdentityResult").require("Credentials");
                return new Credentials(
                        keys.requireText("AccessKeyId"),
                        keys.requireText("SecretAccessKey"),
                        keys.requireText("SessionToken"),
                        Instant.parse(keys.requireText("Expiration")),
                        origin);
            }
            XmlElement error = document.child("Error").orElse(document);
            throw new IOException("%s refuses %s: %s: %s"
                    .formatted(sts.endpoint(), role, error.requireText("Code"), error.text("Message")));
        } catch (XmlElement.Malformed | DateTimeParseException e) {
            throw new IOException(
                    "%s does not answer like STS (status %d)".formatted(sts.endpoint(), answer.statusCode()), e);
        }
    }
}
