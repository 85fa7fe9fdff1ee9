package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.io.Throttle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds how connections over SSH are made.
 *
 * @param user when a location names none
 * @param identities private key files, tried in their order; those that are missing are passed over unless all are
 * @param passphraseFile holds the passphrase of an encrypted key, or null
 * @param knownHosts files in OpenSSH's format, at least one; a new key is remembered in the first
 * @param acceptNew whether the key of a host that is not known yet is remembered instead of refused
 * @param sudo whether everything there is done as root, by {@code sudo} without a password
 * @param connectTimeout for one attempt
 * @param idleTimeout how long the remote host may be silent
 * @param throttle shared by all that is sent in this run
 */
public record SshSettings(
        String user,
        List<Path> identities,
        @Nullable Path passphraseFile,
        List<Path> knownHosts,
        boolean acceptNew,
        boolean sudo,
        Duration connectTimeout,
        Duration idleTimeout,
        Throttle throttle) {
    /** Makes settings with one file of known hosts. */
    public SshSettings(
            String user,
            List<Path> identities,
            @Nullable Path passphraseFile,
            Path knownHosts,
            boolean acceptNew,
            boolean sudo,
            Duration connectTimeout,
            Duration idleTimeout,
            Throttle throttle) {
        this(
                user,
                identities,
                passphraseFile,
                List.of(knownHosts),
                acceptNew,
                sudo,
                connectTimeout,
                idleTimeout,
                throttle);
    }
}
