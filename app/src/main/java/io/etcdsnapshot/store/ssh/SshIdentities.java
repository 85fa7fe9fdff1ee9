package io.etcdsnapshot.store.ssh;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.password.PasswordUtils;

/** The private keys that a user named, or the usual ones. */
final class SshIdentities {
    private static final String OPENSSH = "-----BEGIN OPENSSH PRIVATE KEY-----";
    /** The magic, and the name of the cipher with its length. */
    private static final String UNENCRYPTED = "openssh-key-v1\0\0\0\0\4none";

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
        Optional<String> passphrase = passphrase(identity);
        try {
            KeyProvider key = loaded(connecting, identity, passphrase);
            log.debug("offers the key in %s: %s %s"
                    .formatted(identity, key.getType(), HostKeys.fingerprint(key.getPublic())));
            return key;
        } catch (IOException | RuntimeException e) {
            throw unusable(identity, passphrase.isPresent(), e);
        }
    }

    private Failure unusable(Path identity, boolean hasPassphrase, Exception e) {
        Path file = settings.passphraseFile();
        if (hasPassphrase) {
            return Failure.failed(
                            "the SSH key in %s can't be used: is the passphrase %sright?"
                                    .formatted(identity, file == null ? "" : "in " + file + " "),
                            e)
                    .hint("check it: ssh-keygen -y -f " + identity);
        }
        if (!isEncrypted(identity)) {
            return Failure.failed(
                            "the SSH key in %s can't be used: it is damaged, or of an unknown kind".formatted(identity),
                            e)
                    .hint("check it: ssh-keygen -y -f " + identity);
        }
        return file == null
                ? Failure.failed("the SSH key in %s needs a passphrase".formatted(identity), e)
                        .hint("put it into a file and name that with --passphrase-file")
                : Failure.failed(
                        "the SSH key in %s needs a passphrase, and there is no %s".formatted(identity, file), e);
    }

    /** OpenSSH's own form names the cipher in its first bytes; the older ones say it in a line of text. */
    private static boolean isEncrypted(Path identity) {
        try {
            String text = Files.readString(identity, StandardCharsets.ISO_8859_1);
            if (!text.contains(OPENSSH)) {
                return text.contains("ENCRYPTED");
            }
            String body =
                    text.substring(text.indexOf(OPENSSH) + OPENSSH.length()).strip();
            byte[] begin = Base64.getMimeDecoder().decode(body.substring(0, Math.min(60, body.length())));
            return !new String(begin, StandardCharsets.ISO_8859_1).startsWith(UNENCRYPTED);
        } catch (IOException | IllegalArgumentException e) {
            return false;
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

    private Optional<String> passphrase(Path identity) {
        Path file = settings.passphraseFile();
        if (file == null) {
            return isEncrypted(identity)
                    ? log.askSecret("passphrase of the SSH key in %s: ".formatted(identity))
                    : Optional.empty();
        }
        if (!Files.exists(file)) {
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
