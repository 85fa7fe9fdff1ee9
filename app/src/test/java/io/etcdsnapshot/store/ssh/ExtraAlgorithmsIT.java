package io.etcdsnapshot.store.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SshMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that insist on what Java itself does not have, and private keys that were encrypted that way. */
class ExtraAlgorithmsIT {
    private static final String PASSPHRASE = "not-a-secret";

    @TempDir
    static Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ciphers chacha20-poly1305@openssh.com",
                "HostKeyAlgorithms ecdsa-sha2-nistp256",
                "Ciphers chacha20-poly1305@openssh.com\nRekeyLimit 1K"
            })
    void aHostThatTakesOneAlgorithmOnlyIsReached(String only) throws Exception {
        try (SshMirror mirror = SshMirror.start(directory, Map.of("SSHD_EXTRA", only))) {
            assertReached(list(mirror, mirror.identity("id_ed25519")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "rsa, RFC4716",
        "rsa, PEM",
        "rsa, PKCS8",
        "ecdsa, RFC4716",
        "ecdsa, PEM",
        "ecdsa, PKCS8",
        "ed25519, RFC4716",
    })
    void aKeyWithAPassphraseIsReadInEveryFormOfSshKeygen(String type, String form) throws Exception {
        try (SshMirror mirror = SshMirror.start(directory)) {
            Path key = Files.createTempFile(directory, "id", "");
            Files.copy(mirror.identity("id_" + type), key, StandardCopyOption.REPLACE_EXISTING);
            Program.of("ssh-keygen", "-q", "-p", "-m", form, "-P", "", "-N", PASSPHRASE, "-f", key.toString())
                    .output();

            assertReached(list(mirror, key));
        }
    }

    @Test
    void aKeyThatOpenSslEncryptedTheOldWayIsRead() throws Exception {
        try (SshMirror mirror = SshMirror.start(directory)) {
            Path plain = Files.createTempFile(directory, "id", "");
            Files.copy(mirror.identity("id_rsa"), plain, StandardCopyOption.REPLACE_EXISTING);
            Program.of("ssh-keygen", "-q", "-p", "-m", "PEM", "-P", "", "-N", "", "-f", plain.toString())
                    .output();
            Path key = directory.resolve("id_des3");
            Program.of("openssl", "rsa", "-traditional", "-des3", "-passout", "pass:" + PASSPHRASE)
                    .and("-in", plain.toString(), "-out", key.toString())
                    .output();

            assertReached(list(mirror, key));
        }
    }

    private static Program.Result list(SshMirror mirror, Path key) throws Exception {
        Files.createDirectory(mirror.path("sets"));
        Path passphrase = Files.writeString(directory.resolve("passphrase"), PASSPHRASE + "\n");
        return Program.etcdSnapshot("list", mirror.location("sets"), "--identity", key.toString())
                .and("--known-hosts", mirror.knownHosts().toString(), "--passphrase-file", passphrase.toString())
                .run();
    }

    private static void assertReached(Program.Result result) {
        assertThat(result.exitCode()).as(result.err()).isZero();
    }
}
