package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a shared credentials file: keys, or a role that a token stands for, as the cloud credential operator of OpenShift
 * writes it.
 *
 * @param required whether a missing file is an error
 */
record ProfileCredentials(Path file, String profileName, boolean required, WebIdentity.Factory webIdentity)
        implements CredentialSource {
    static ProfileCredentials of(CredentialSettings settings, WebIdentity.Factory webIdentity) {
        boolean asked = settings.file() != null
                || settings.profile() != null
                || settings.variable("AWS_SHARED_CREDENTIALS_FILE") != null
                || settings.variable("AWS_PROFILE") != null;
        return new ProfileCredentials(settings.credentialsFile(), settings.profileName(), asked, webIdentity);
    }

    @Override
    public Optional<Credentials> read() throws IOException {
        Optional<Profile> found = profile();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Profile profile = found.get();
        String role = profile.get("role_arn");
        String token = profile.get("web_identity_token_file");
        if (role != null && token != null) {
            return Optional.of(webIdentity
                    .of(role, Path.of(token), profile.get("role_session_name"), origin())
                    .assume());
        }
        String accessKey = profile.get("aws_access_key_id");
        String secretKey = profile.get("aws_secret_access_key");
        if (accessKey == null || secretKey == null) {
            throw new IOException("%s has no aws_access_key_id and aws_secret_access_key".formatted(origin()));
        }
        return Optional.of(new Credentials(accessKey, secretKey, profile.get("aws_session_token"), null, origin()));
    }

    private Optional<Profile> profile() throws IOException {
        String content;
        try {
            content = Files.readString(file);
        } catch (NoSuchFileException e) {
            if (required) {
                throw new IOException("there is no credentials file " + file, e);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new IOException("can't read the credentials file %s: %s".formatted(file, Reason.of(e)), e);
        }
        Optional<Profile> profile = Profile.find(content, profileName);
        if (profile.isEmpty() && required) {
            throw new IOException("there is no profile '%s' in %s".formatted(profileName, file));
        }
        return profile;
    }

    private String origin() {
        return "profile '%s' in %s".formatted(profileName, file);
    }
}
