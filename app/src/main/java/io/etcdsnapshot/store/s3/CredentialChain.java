package io.etcdsnapshot.store.s3;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the credentials of the first source that has some, and renews them in time. Files are read again after a
 * while, as a mounted Secret changes under a long run.
 */
final class CredentialChain {
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(5);
    private static final Duration READ_AGAIN_AFTER = Duration.ofMinutes(1);

    private final List<CredentialSource> sources;
    private final Clock clock;
    private @Nullable Credentials current;
    private Instant readAt = Instant.MIN;

    CredentialChain(List<CredentialSource> sources, Clock clock) {
        this.sources = List.copyOf(sources);
        this.clock = clock;
    }

    static CredentialChain of(CredentialSettings settings, WebIdentity.Factory webIdentity, Clock clock) {
        List<CredentialSource> sources = new ArrayList<>();
        if (settings.secretDirectory() != null) {
            sources.add(new SecretDirectory(settings.secretDirectory(), webIdentity));
        } else if (settings.file() != null || settings.profile() != null) {
            sources.add(ProfileCredentials.of(settings, webIdentity));
        } else {
            sources.add(new EnvironmentCredentials(settings));
            sources.add(new WebIdentity.OfEnvironment(settings, webIdentity));
            sources.add(ProfileCredentials.of(settings, webIdentity));
        }
        return new CredentialChain(sources, clock);
    }

    /** @throws S3Exception if there are none, or they can't be read or renewed */
    synchronized Credentials get() throws S3Exception {
        Instant now = clock.instant();
        Credentials known = current;
        if (known != null && !isDue(known, now)) {
            return known;
        }
        try {
            current = read();
            readAt = now;
            return current;
        } catch (IOException e) {
            if (known != null && known.expires() != null && now.isBefore(known.expires())) {
                return known;
            }
            throw S3Problem.noCredentials(String.valueOf(e.getMessage()), e);
        }
    }

    /** Has the next call read anew: the server refused these, which may have been replaced meanwhile. */
    synchronized void refused(Credentials refused) {
        if (refused.equals(current)) {
            current = null;
        }
    }

    private boolean isDue(Credentials known, Instant now) {
        return known.expires() == null
                ? now.isAfter(readAt.plus(READ_AGAIN_AFTER))
                : now.isAfter(known.expires().minus(RENEWED_BEFORE));
    }

    private Credentials read() throws IOException {
        for (CredentialSource source : sources) {
            Optional<Credentials> found = source.read();
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IOException("no credentials: the environment, web identity and the credentials file have none");
    }
}
