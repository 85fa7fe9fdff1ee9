package io.etcdsnapshot.store.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.location.SshLocation;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.connection.channel.direct.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that a quantum computer can't find later, agreed on with the OpenSSH that asks for them. */
class MlKemKeyExchangeIT {
    @TempDir
    static Path directory;

    @Test
    void openSsh10GetsThePostQuantumKeysThatItWantsAndHasNothingToLog() throws Exception {
        Map<String, String> options = Map.of("SSHD_PROGRAM", SshMirror.openSsh10(), "SSHD_EXTRA", "LogLevel DEBUG1");
        try (SshMirror mirror = SshMirror.start(directory, options)) {
            assertThat(list(mirror).exitCode()).isZero();

            assertThat(Files.readString(mirror.path("log")))
                    .contains("kex: algorithm: mlkem768x25519-sha256")
                    .doesNotContainIgnoringCase("post-quantum");
        }
    }

    /** Each signs what both sides sent and the secret, so a byte of it that differed would be refused. */
    @ParameterizedTest
    @ValueSource(strings = {"ssh-ed25519", "ecdsa-sha2-nistp256", "rsa-sha2-512"})
    void everyKindOfHostKeySignsIt(String algorithm) throws Exception {
        Map<String, String> options = Map.of(
                "SSHD_PROGRAM",
                SshMirror.openSsh10(),
                "SSHD_EXTRA",
                "KexAlgorithms mlkem768x25519-sha256\nHostKeyAlgorithms " + algorithm);
        try (SshMirror mirror = SshMirror.start(directory, options)) {
            Program.Result result = list(mirror);

            assertThat(result.exitCode()).as(result.err()).isZero();
        }
    }

    @Test
    void newKeysAreAgreedOnInMidTransfer() throws Exception {
        Map<String, String> options = Map.of(
                "SSHD_PROGRAM",
                SshMirror.openSsh10(),
                "SSHD_EXTRA",
                "KexAlgorithms mlkem768x25519-sha256\nRekeyLimit 64K\nLogLevel DEBUG1");
        try (SshMirror mirror = SshMirror.start(directory, options);
                SshConnection connection = new SshConnection(
                        (SshLocation) Location.parse(mirror.location("sets")), mirror.settings(), Sets.SILENT)) {
            String sent;
            try (Session.Command command = connection.exec("head -c 700000 /dev/zero | tr '\\0' x")) {
                sent = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }

            assertThat(sent).hasSize(700000).containsOnlyOnce("x".repeat(700000));
            assertThat(Files.readString(mirror.path("log")).split("kex: algorithm: mlkem768x25519-sha256"))
                    .hasSizeGreaterThan(5);
        }
    }

    /** One secret in 512 begins with two bytes of which a number would lose the first. */
    @ParameterizedTest
    @CsvSource({"00, 01", "00, 80", "ff, ff", "7f, 00", "80, 00"})
    void aSecretIsSentAsTheBytesItHas(String first, String second) {
        byte[] secret = new byte[32];
        secret[0] = (byte) Integer.parseInt(first, 16);
        secret[1] = (byte) Integer.parseInt(second, 16);

        Buffer.PlainBuffer written = new Buffer.PlainBuffer();
        written.putMPInt(new MlKemKeyExchange.Secret(secret));

        assertThat(written.getCompactData())
                .isEqualTo(new Buffer.PlainBuffer().putBytes(secret).getCompactData());
    }

    private static Program.Result list(SshMirror mirror) throws Exception {
        Files.createDirectory(mirror.path("sets"));
        return Program.etcdSnapshot("list", mirror.location("sets"))
                .and(mirror.options())
                .run();
    }
}
