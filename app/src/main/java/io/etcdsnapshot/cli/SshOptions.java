package io.etcdsnapshot.cli;

import io.etcdsnapshot.io.Throttle;
import io.etcdsnapshot.store.ssh.SshSettings;
import io.etcdsnapshot.values.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How locations over SSH are reached. */
final class SshOptions {
    static final String USUAL_USER = "core";
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    /** What happens with the key of a host that is not known yet. */
    enum HostKeyPolicy {
        strict,
        acceptNew;

        static HostKeyPolicy parse(String text) {
            return switch (text) {
                case "strict" -> strict;
                case "accept-new" -> acceptNew;
                default -> throw new IllegalArgumentException("'%s' is neither strict nor accept-new".formatted(text));
            };
        }
    }

    @Option(names = "--identity", paramLabel = "FILE", description = "SSH private key (default: ~/.ssh/id_*)")
    @Nullable
    Path identity;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "holds the passphrase of an encrypted key; may be missing")
    @Nullable
    Path passphraseFile;

    @Option(names = "--known-hosts", paramLabel = "FILE", description = "default: ~/.ssh/known_hosts")
    @Nullable
    Path knownHosts;

    @Option(
            names = "--host-key-policy",
            paramLabel = "strict|accept-new",
            description = "of a host that is not known yet: refuse it (default), or remember its key")
    @Nullable
    HostKeyPolicy hostKeyPolicy;

    @Option(
            names = "--bandwidth-limit",
            paramLabel = "SIZE",
            description = "bytes per second that all SSH destinations together get, such as 20M")
    @Nullable
    Size bandwidthLimit;

    @Option(
            names = "--sudo",
            description = "work as root on SSH locations, by sudo without a password there; for sets that are root's")
    boolean sudo;

    SshSettings settings(Values values) {
        return settings(values, IDLE_TIMEOUT);
    }

    /** @param patience with a far side that makes no progress */
    SshSettings settings(Values values, Duration patience) {
        Path ssh = Path.of(System.getProperty("user.home"), ".ssh");
        List<Path> identities = identity != null
                ? List.of(identity)
                : Stream.of("id_ed25519", "id_ecdsa", "id_rsa")
                        .map(ssh::resolve)
                        .toList();
        HostKeyPolicy policy = hostKeyPolicy != null
                ? hostKeyPolicy
                : values.parsed("sync.hostKeyPolicy", HostKeyPolicy::parse).orElse(HostKeyPolicy.strict);
        return new SshSettings(
                values.text("sync.user").orElse(USUAL_USER),
                identities,
                passphraseFile,
                knownHosts != null ? knownHosts : ssh.resolve("known_hosts"),
                policy == HostKeyPolicy.acceptNew,
                sudo,
                Duration.ofSeconds(10),
                patience.compareTo(IDLE_TIMEOUT) < 0 ? patience : IDLE_TIMEOUT,
                throttle(values));
    }

    private Throttle throttle(Values values) {
        return bandwidthLimit != null
                ? Throttle.of(bandwidthLimit.bytes())
                : values.parsed("sync.bandwidthLimit", SshOptions::throttle).orElse(Throttle.unlimited());
    }

    /** In the values, zero is no limit. */
    private static Throttle throttle(String text) {
        return text.matches("0+\\D*")
                ? Throttle.unlimited()
                : Throttle.of(Size.parse(text).bytes());
    }
}
