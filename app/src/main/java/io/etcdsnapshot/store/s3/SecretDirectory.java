package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a mounted Secret: {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}, as an ObjectBucketClaim makes it,
 * the same in lower case, or a shared credentials file named {@code credentials}.
 */
record SecretDirectory(Path directory, WebIdentity.Factory webIdentity) implements CredentialSource {
    static final String SHARED_FILE = "credentials";

    @Override
    public Optional<Credentials> read() throws IOException {
        String accessKey = first("AWS_ACCESS_KEY_ID", "aws_access_key_id");
        String secretKey = first("AWS_SECRET_ACCESS_KEY", "aws_secret_access_key");
        if (accessKey != null && secretKey != null) {
            String token = first("AWS_SESSION_TOKEN", "aws_session_token");
            return Optional.of(new Credentials(accessKey, secretKey, token, null, directory.toString()));
        }
        Path file = directory.resolve(SHARED_FILE);
        if (Files.exists(file)) {
            return new ProfileCredentials(file, "default", true, webIdentity).read();
        }
        throw new IOException(
                "%s has neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor credentials".formatted(directory));
    }

    private @Nullable String first(String... names) throws IOException {
        for (String name : List.of(names)) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                try {
                    return Files.readString(file).strip();
                } catch (IOException e) {
                    throw new IOException("can't read %s: %s".formatted(file, Reason.of(e)), e);
                }
            }
        }
        return null;
    }
}
