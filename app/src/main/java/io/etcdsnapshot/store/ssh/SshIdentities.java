package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.password.PasswordUtils;

/** The private keys that a user named, or the usual ones. */
final class SshIdentities {
    private final SshSettings settings;
    private final Log log;

    SshIdentities(SshSettings settings, Log log) {
        this.settings = settings;
        this.log = log;
    }

    /** @throws Failure if there is none, or one can't be used */
    List<KeyProvider> load(SSHClient connecting) {
        List<KeyProvider> keys = new ArrayList<>();
        for (Path identity : settings.identities()) {
            if (Files.exists(identity)) {
                keys.add(key(connecting, identity));
            }
        }
        if (keys.isEmpty()) {
            throw Failure.failed("there is no SSH key: looked for "
                            + settings.identities().stream().map(Path::toString).collect(Collectors.joining(", ")))
                    .hint("name one with --identity");
        }
        return keys;
    }

    private KeyProvider key(SSHClient connecting, Path identity) {
        checkPermissions(identity);
        Optional<String> passphrase = passphrase();
        try {
            return loaded(connecting, identity, passphrase);
        } catch (IOException | RuntimeException e) {
            throw Failure.failed(
                            "the SSH key in %s can't be used: %s"
                                    .formatted(
                                            identity,
                                            passphrase.isPresent()
                                                    ? "is the passphrase right?"
                                                    : "damaged, or it needs a passphrase"),
                            e)
                    .hint("check it: ssh-keygen -y -f " + identity);
        }
    }

    private static KeyProvider loaded(SSHClient connecting, Path identity, Optional<String> passphrase)
            throws IOException {
        KeyProvider key = passphrase.isPresent()
                ? connecting.loadKeys(
                        identity.toString(),
                        PasswordUtils.createOneOff(passphrase.get().toCharArray()))
                : connecting.loadKeys(identity.toString());
        key.getPrivate();
        return key;
    }

    private Optional<String> passphrase() {
        Path file = settings.passphraseFile();
        if (file == null || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).stripTrailing());
        } catch (IOException e) {
            throw Failure.failed("can't read the passphrase in %s: %s".formatted(file, Reason.of(e)), e);
        }
    }

    private void checkPermissions(Path identity) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(identity);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw Failure.failed("everybody can read the SSH key in " + identity)
                        .hint("chmod 600 " + identity);
            }
            if (permissions.contains(PosixFilePermission.GROUP_READ)) {
                log.warn("a group can read the SSH key in " + identity);
            }
        } catch (IOException e) {
            throw Failure.failed("can't read the SSH key in %s: %s".formatted(identity, Reason.of(e)), e);
        }
    }
}
