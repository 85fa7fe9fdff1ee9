package io.etcdsnapshot.store.s3;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds where credentials are looked for.
 *
 * @param secretDirectory a mounted Secret; null for none. It wins over everything else
 * @param file the shared credentials file; null for {@code AWS_SHARED_CREDENTIALS_FILE}, else the one in the home
 * @param profile null for {@code AWS_PROFILE}, else {@code default}
 * @param environment the variables of this process
 */
public record CredentialSettings(
        @Nullable Path secretDirectory,
        @Nullable Path file,
        @Nullable String profile,
        Map<String, String> environment) {
    public CredentialSettings {
        environment = Map.copyOf(environment);
    }

    /** Returns a variable; null if it is not set, or empty. */
    @Nullable
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** Returns the shared credentials file, which may be missing. */
    Path credentialsFile() {
        return file == null ? sharedFile("AWS_SHARED_CREDENTIALS_FILE", "credentials") : file;
    }

    /** Returns the file with what AWS's tools keep beside the keys; it may be missing. */
    Path configFile() {
        return sharedFile("AWS_CONFIG_FILE", "config");
    }

    private Path sharedFile(String variable, String usualName) {
        String given = variable(variable);
        if (given != null) {
            return Path.of(given);
        }
        String home = variable("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home, ".aws", usualName);
    }

    String profileName() {
        if (profile != null) {
            return profile;
        }
        String given = variable("AWS_PROFILE");
        return given == null ? "default" : given;
    }

    /** Hides the environment, which can hold secrets. */
    @Override
    public String toString() {
        return "CredentialSettings[secretDirectory=%s, file=%s, profile=%s]".formatted(secretDirectory, file, profile);
    }
}
