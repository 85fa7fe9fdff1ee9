package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Throttle;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.store.s3.ObjectLock;
import io.etcdsnapshot.store.ssh.SshSettings;
import io.etcdsnapshot.values.Size;
import io.etcdsnapshot.values.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes how locations over SSH are reached. */
@OptionGroup("SSH options")
final class SshOptions {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    /** Names what happens with the key of an unknown host. */
    enum HostKeyPolicy {
        STRICT,
        ACCEPT_NEW;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Option(names = "--identity", paramLabel = "FILE", description = "SSH private key (default: ~/.ssh/id_*)")
    @Nullable
    Path identity;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "file with the passphrase of an encrypted key (default: ask on a terminal)")
    @Nullable
    Path passphraseFile;

    @Option(
            names = "--known-hosts",
            paramLabel = "FILE",
            description = "host keys, as OpenSSH writes them (default: ~/.ssh/known_hosts)")
    @Nullable
    Path knownHosts;

    @Option(
            names = "--host-key-policy",
            paramLabel = "strict|accept-new",
            description = "what to do with an unknown host: refuse it (default), or remember its key")
    @Nullable
    HostKeyPolicy hostKeyPolicy;

    @Option(
            names = "--bandwidth-limit",
            paramLabel = "SIZE",
            description = "bytes per second for all SSH and S3 locations together, such as 20M (default: no limit)")
    @Nullable
    Size bandwidthLimit;

    @Option(names = "--sudo", description = "work as root on SSH locations, with sudo; it must not ask for a password")
    boolean sudo;

    @Mixin
    S3Options s3;

    Access access(CommonOptions common) {
        return access(common, IDLE_TIMEOUT, null);
    }

    /**
     * @param idle how long a remote host may make no progress
     * @param lock of new sets in a bucket; null for none of their own
     */
    Access access(CommonOptions common, Duration idle, @Nullable ObjectLock lock) {
        requirePassphraseFile(common);
        Throttle together = bandwidthLimit == null ? null : Throttle.of(bandwidthLimit.bytes());
        Lazy<Throttle> bucket =
                new Lazy<>(() -> together == null ? limit(common.values().s3().bytesPerSecond()) : together);
        return new Access(
                new Lazy<>(() -> settings(
                        common.values(),
                        idle,
                        together == null ? limit(common.values().ssh().bytesPerSecond()) : together)),
                environment -> s3.settings(common.values(), environment, lock, bucket.get()));
    }

    /** The chart names the file whether the Secret has that key or not. */
    private void requirePassphraseFile(CommonOptions common) {
        if (passphraseFile != null && !common.fromChart() && !Files.exists(passphraseFile)) {
            throw Failure.wrongUsage("--passphrase-file %s: no such file or directory".formatted(passphraseFile));
        }
    }

    private static Throttle limit(Optional<Size> bytesPerSecond) {
        return bytesPerSecond.map(Size::bytes).map(Throttle::of).orElseGet(Throttle::unlimited);
    }

    private SshSettings settings(Values values, Duration idle, Throttle limit) {
        Path ssh = Path.of(System.getProperty("user.home"), ".ssh");
        List<Path> identities = identity != null
                ? List.of(identity)
                : Stream.of("id_ed25519", "id_ecdsa", "id_rsa")
                        .map(ssh::resolve)
                        .toList();
        return new SshSettings(
                values.ssh().user(),
                identities,
                passphraseFile,
                knownHosts != null ? knownHosts : ssh.resolve("known_hosts"),
                hostKeyPolicy == null ? values.ssh().acceptNew() : hostKeyPolicy == HostKeyPolicy.ACCEPT_NEW,
                sudo,
                CONNECT_TIMEOUT,
                idle.compareTo(IDLE_TIMEOUT) < 0 ? idle : IDLE_TIMEOUT,
                limit);
    }

    /**
     * Makes sure that what the chart mounts for a location is there, before anything else of it is missed.
     *
     * @throws Failure if the location needs a Secret that is missing or lacks a key
     */
    void requireSecret(Location location, CommonOptions common) {
        s3.requireMounted(location, common);
        Path key = identity;
        if (location instanceof SshLocation && common.fromChart() && key != null && !Files.isReadable(key)) {
            String secret = common.values().ssh().sshSecret();
            throw Failure.failed("there is no Secret %s, or it has no key named private".formatted(secret))
                    .hint(
                            "oc create secret generic %s --from-file=private=id_ed25519 --from-file=known_hosts=known_hosts"
                                            .formatted(secret)
                                    + "; its name is sync.sshSecret in the values")
                    .asTransient();
        }
    }
}
