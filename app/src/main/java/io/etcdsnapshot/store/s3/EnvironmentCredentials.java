package io.etcdsnapshot.store.s3;

import java.io.IOException;
import java.util.Optional;

/** Reads {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and {@code AWS_SESSION_TOKEN}. */
record EnvironmentCredentials(CredentialSettings settings) implements CredentialSource {
    @Override
    public Optional<Credentials> read() throws IOException {
        String accessKey = settings.variable("AWS_ACCESS_KEY_ID");
        String secretKey = settings.variable("AWS_SECRET_ACCESS_KEY");
        if (accessKey == null && secretKey == null) {
            return Optional.empty();
        }
        if (accessKey == null || secretKey == null) {
            throw new IOException("of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set");
        }
        return Optional.of(
                new Credentials(accessKey, secretKey, settings.variable("AWS_SESSION_TOKEN"), null, "the environment"));
    }
}
