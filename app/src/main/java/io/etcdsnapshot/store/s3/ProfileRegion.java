package io.etcdsnapshot.store.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the region of a profile, which AWS's tools write beside the keys or into a file of its own. */
final class ProfileRegion {
    private ProfileRegion() {}

    /** Returns the region; empty if none is set. */
    static Optional<String> of(CredentialSettings settings) {
        return files(settings).stream()
                .map(file -> in(file, settings.profileName()))
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .findFirst();
    }

    private static List<Path> files(CredentialSettings settings) {
        Path secret = settings.secretDirectory();
        return secret == null
                ? List.of(settings.credentialsFile(), settings.configFile())
                : List.of(secret.resolve(SecretDirectory.SHARED_FILE));
    }

    private static @Nullable String in(Path file, String profile) {
        try {
            return Profile.find(Files.readString(file), profile)
                    .map(found -> found.get("region"))
                    .orElse(null);
        } catch (IOException e) {
            // whoever needs the keys in it says so
            return null;
        }
    }
}
