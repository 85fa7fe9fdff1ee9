package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SshMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostKeysIT {
    @TempDir
    static Path directory;

    private SshMirror mirror;
    private Path knownHosts;

    @BeforeAll
    void start() throws Exception {
        mirror = SshMirror.start(directory);
        Files.createDirectory(mirror.path("sets"));
    }

    @AfterAll
    void stop() throws Exception {
        mirror.close();
    }

    @BeforeEach
    void copyKnownHosts() throws Exception {
        knownHosts = Files.createTempFile(directory, "known", "hosts");
        Files.writeString(knownHosts, Files.readString(mirror.knownHosts()));
    }

    @Test
    void aKnownHostIsTrusted() throws Exception {
        assertThat(list().exitCode()).isZero();
    }

    @Test
    void hashedNamesAreUnderstood() throws Exception {
        Program.of("ssh-keygen", "-H", "-f", knownHosts.toString()).output();
        assertThat(Files.readString(knownHosts)).startsWith("|1|");

        assertThat(list().exitCode()).isZero();
    }

    @Test
    void anUnknownHostIsRefused() throws Exception {
        Files.writeString(knownHosts, "");

        Program.Result result = list();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("is not in " + knownHosts).contains("hint:");
        assertThat(knownHosts).isEmptyFile();
    }

    @Test
    void acceptNewRemembersAndFromThenOnIsStrict() throws Exception {
        Files.writeString(knownHosts, "");

        Program.Result first = list("--host-key-policy", "accept-new");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(list().exitCode()).isZero();
        changeKey();
        Program.Result changed = list("--host-key-policy", "accept-new");

        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.err()).contains("HAS CHANGED");
    }

    @Test
    void aChangedKeyIsRefusedLoudlyAndNotShown() throws Exception {
        changeKey();

        Program.Result result = list("-v");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("THE HOST KEY OF [127.0.0.1]").contains("HAS CHANGED");
        assertThat(result.all()).doesNotContain("AAAA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id_ed25519", "id_ecdsa", "id_rsa"})
    void keysOfEachKindAreTaken(String name) throws Exception {
        assertThat(listWith(mirror.identity(name)).exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"id_rsa,PEM", "id_ecdsa,PEM", "id_rsa,PKCS8", "id_ecdsa,PKCS8"})
    void keysInOlderFormatsAreTaken(String name, String format) throws Exception {
        Path key = copyOf(name);
        Program.of("ssh-keygen", "-p", "-q", "-P", "", "-N", "", "-m", format, "-f", key.toString())
                .output();

        Program.Result result = listWith(key);

        assertThat(result.exitCode()).as(result.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id_ed25519", "id_ecdsa", "id_rsa"})
    void aPassphraseComesFromAFileAndIsNeverShown(String name) throws Exception {
        Path key = copyOf(name);
        Program.of("ssh-keygen", "-p", "-q", "-P", "", "-N", "CANARY-PASSPHRASE", "-f", key.toString())
                .output();
        Path passphrase = Files.writeString(Files.createTempFile(directory, "pass", ""), "CANARY-PASSPHRASE\n");
        Path wrong = Files.writeString(Files.createTempFile(directory, "pass", ""), "CANARY-WRONG\n");

        Program.Result right = listWith(key, "--passphrase-file", passphrase.toString());
        Program.Result none = listWith(key, "-v");
        Program.Result mistaken = listWith(key, "-v", "--passphrase-file", wrong.toString());

        assertThat(right.exitCode()).as(right.err()).isZero();
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).contains(key.toString()).contains("passphrase");
        assertThat(mistaken.exitCode()).isEqualTo(1);
        assertThat(right.all() + none.all() + mistaken.all()).doesNotContain("CANARY");
    }

    @Test
    void aPassphraseIsAskedForOnATerminalOnceAndIsNeverShown() throws Exception {
        Path key = copyOf("id_ed25519");
        Program.of("ssh-keygen", "-p", "-q", "-P", "", "-N", "CANARY-PASSPHRASE", "-f", key.toString())
                .output();
        Path terminal = Files.createTempDirectory(directory, "terminal");
        Files.createDirectory(mirror.path("other"));
        String list = "java -jar %s list %s %s --identity %s --known-hosts %s"
                .formatted(Program.jar(), mirror.location("sets"), mirror.location("other"), key, knownHosts);

        Program.Result result = Program.of(
                        "bash",
                        "-c",
                        """
                        mkfifo typed
                        script -qefc "$0" seen <typed >/dev/null & exec 3>typed
                        until grep -q 'passphrase of' seen 2>/dev/null || ! kill -0 $!; do sleep 0.1; done
                        echo CANARY-PASSPHRASE >&3
                        wait $!
                        """,
                        list)
                .in(terminal)
                .run();

        String seen = Files.readString(terminal.resolve("seen"));
        assertThat(seen)
                .containsOnlyOnce("passphrase of the SSH key in " + key + ": ")
                .doesNotContain("CANARY", "error");
        assertThat(result.exitCode()).as(result.all()).isZero();
    }

    @Test
    void aPassphraseFileThatIsMissingIsAnErrorAlsoForAKeyThatNeedsNone() throws Exception {
        Program.Result result = list("--passphrase-file", "/none/such");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .isEqualToIgnoringNewLines("error: --passphrase-file /none/such: no such file or directory");
    }

    @Test
    void aKeyThatEverybodyCanReadIsRefused() throws Exception {
        Path key = copyOf("id_ed25519");
        Program.of("chmod", "644", key.toString()).output();

        Program.Result result = listWith(key);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("everybody can read").contains("chmod 600");
    }

    @Test
    void aKeyThatTheMirrorDoesNotKnowIsRefused() throws Exception {
        Path key = directory.resolve("stranger");
        Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .output();

        Program.Result result = listWith(key);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("refuses the key for user");
    }

    private void changeKey() throws Exception {
        Path other = Files.createTempDirectory(directory, "key").resolve("host");
        Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other.toString())
                .output();
        String type = "ssh-ed25519 ";
        String another = Files.readString(Path.of(other + ".pub")).split(" ")[1];
        String changed = Pattern.compile("ssh-\\S+ \\S+|ecdsa-\\S+ \\S+")
                .matcher(Files.readString(knownHosts))
                .replaceAll(type + another);
        Files.writeString(knownHosts, changed);
    }

    private Path copyOf(String name) throws Exception {
        Path copy = Files.createTempDirectory(directory, "identity").resolve(name);
        return Files.copy(mirror.identity(name), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private Program.Result list(String... options) throws Exception {
        return listWith(mirror.identity("id_ed25519"), options);
    }

    private Program.Result listWith(Path identity, String... options) throws Exception {
        return Program.etcdSnapshot("list", mirror.location("sets"))
                .and("--identity", identity.toString(), "--known-hosts", knownHosts.toString())
                .and(options)
                .run();
    }
}
