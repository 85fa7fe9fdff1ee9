package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.SshMirror;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted sets of a real etcd, at a directory and a mirror, opened by this program and by age alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncryptedSyncIT {
    private static final String ID = "2026-11-20_013000";

    @TempDir
    static Path directory;

    private Path source;
    private Path key;
    private String recipient;
    private SshMirror mirror;

    @BeforeAll
    void takeASet() throws Exception {
        RealThings.require("age", "zstd");
        source = Files.createDirectory(directory.resolve("source"));
        SampleSets.take(directory).add(source, ID);
        mirror = SshMirror.start(directory);
        key = directory.resolve("key.txt");
        recipient = Program.etcdSnapshot("keygen", key.toString()).output().strip();
    }

    @AfterAll
    void stop() throws Exception {
        mirror.close();
    }

    private Program.Result run(String... arguments) throws Exception {
        return Program.etcdSnapshot(arguments).and(sshOptions(arguments)).run();
    }

    private List<String> sshOptions(String... arguments) {
        return Stream.of(arguments).anyMatch(argument -> argument.startsWith("ssh://")) ? mirror.options() : List.of();
    }

    private void sync(String from, String to, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("sync", "--from", from, "--to", to));
        arguments.addAll(List.of(options));
        Program.Result result = run(arguments.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.all()).isZero();
    }

    @Test
    void theKeyFileIsPrivateAndNeverOverwritten() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Program.of("age-keygen", "-y", key.toString()).output().strip())
                .isEqualTo(recipient);
        Program.Result again = run("keygen", key.toString());
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("is there already");
        assertThat(again.all()).doesNotContain("AGE-SECRET-KEY");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ageAloneOpensWhatLiesInADirectory(boolean compressed) throws Exception {
        Path to = directory.resolve("directory-" + compressed);
        sync(
                source.toString(),
                to.toString(),
                compressed
                        ? List.of("--recipient", recipient, "--compress").toArray(String[]::new)
                        : new String[] {"--recipient", recipient});
        Path set = to.resolve(ID);

        assertThat(Program.of("bash", "-c", "cd '%s' && sha256sum -c SHA256SUMS".formatted(set))
                        .output())
                .contains(": OK")
                .doesNotContain("FAILED");
        String suffix = compressed ? ".zst.age" : ".age";
        for (Path file : List.of(
                source.resolve(ID).resolve("snapshot_%s.db".formatted(ID)),
                source.resolve(ID).resolve("static_kuberesources_%s.tar.gz".formatted(ID)))) {
            Program.of(
                            "bash",
                            "-o",
                            "pipefail",
                            "-c",
                            "age -d -i '%s' '%s' %s | cmp - '%s'"
                                    .formatted(
                                            key,
                                            set.resolve(file.getFileName() + suffix),
                                            compressed ? "| zstd -dc" : "",
                                            file))
                    .output();
        }
        assertThat(Program.of(
                                "bash",
                                "-c",
                                "sed -n 's/^ *\"sealed\": \"\\(.*\\)\"$/\\1/p' '%s' | sed 's/\\\\n/\\n/g' | age -d -i '%s'"
                                        .formatted(set.resolve("manifest.json"), key))
                        .output())
                .isEqualTo(Files.readString(source.resolve(ID).resolve("manifest.json")));
    }

    @Test
    void aMirrorHoldsItEncryptedAndEveryCommandTakesTheIdentity() throws Exception {
        String to = mirror.location("sets");
        sync(source.toString(), to, "--recipient", recipient, "--compress");
        Program.Result shut = run("verify", to);
        assertThat(shut.exitCode()).as(shut.all()).isZero();
        assertThat(shut.out()).contains("verified as stored, not opened", "an age file for 1 recipients");

        Program.Result opened = run("verify", "--age-identity", key.toString(), to);
        assertThat(opened.exitCode()).as(opened.all()).isZero();
        assertThat(opened.out()).contains("revision").doesNotContain("not opened");
        assertThat(run("list", to).out()).contains("complete, compressed, encrypted");
        assertThat(run("purge", "--keep-last", "1", to).exitCode()).isZero();

        Path back = directory.resolve("back");
        sync(to, back.toString(), "--age-identity", key.toString(), "--decrypt");
        assertSame(source.resolve(ID), back.resolve(ID));
    }

    @Test
    void aRehearsalOpensItAndWithoutAnIdentityNothingIsRestored() throws Exception {
        Path to = directory.resolve("rehearsed");
        sync(source.toString(), to.toString(), "--recipient", recipient);

        Program.Result shut = run("rehearse", "latest", "--from", to.toString());
        assertThat(shut.exitCode()).isEqualTo(1);
        assertThat(shut.err()).contains("is encrypted, and no identity opens it", "--age-identity");
        Program.Result opened = run("rehearse", "latest", "--from", to.toString(), "--age-identity", key.toString());
        assertThat(opened.exitCode()).as(opened.all()).isZero();
        assertThat(opened.err()).contains(ID + " is decrypted into ");
        assertThat(opened.out()).contains("an identity opens it");
        Path values = Files.writeString(
                directory.resolve("values.yaml"), "encryption: {recipients: [%s]}\n".formatted(recipient));
        Program.Result plain = run("rehearse", "latest", "--from", source.toString(), "-f", values.toString());
        assertThat(plain.exitCode()).as(plain.all()).isZero();
        assertThat(plain.out()).containsPattern("warning +" + ID + " +identity +copies elsewhere are encrypted");
    }

    @ParameterizedTest
    @CsvSource({".age, --recipient", ".zst.age, --recipient --compress", ".zst, --compress"})
    void aFileAloneIsVerifiedAsStoredOrOpened(String suffix, String options) throws Exception {
        Path to = directory.resolve("alone" + suffix);
        sync(
                source.toString(),
                to.toString(),
                options.replace("--recipient", "--recipient=" + recipient).split(" "));
        Path file = to.resolve(ID).resolve("snapshot_%s.db%s".formatted(ID, suffix));
        Path other = directory.resolve("other%s.txt".formatted(suffix));
        Program.etcdSnapshot("keygen", other.toString()).output();
        boolean isEncrypted = suffix.endsWith(".age");

        Program.Result shut = run("verify", file.toString());
        assertThat(shut.exitCode()).as(shut.all()).isZero();
        assertThat(shut.out()).contains(isEncrypted ? "verified as stored, not opened" : "revision");
        Program.Result opened = run("verify", file.toString(), "--age-identity", key.toString());
        assertThat(opened.exitCode()).as(opened.all()).isZero();
        assertThat(opened.out()).contains("revision").doesNotContain("not opened");
        Program.Result looked = run("usage", file.toString(), "--age-identity", key.toString());
        assertThat(looked.exitCode()).as(looked.all()).isZero();
        assertThat(looked.out()).contains("live objects");
        String plain =
                source.resolve(ID).resolve("snapshot_%s.db".formatted(ID)).toString();
        Program.Result compared = run("diff", file.toString(), plain, "--age-identity", key.toString());
        assertThat(compared.exitCode()).as(compared.all()).isZero();
        assertThat(compared.out()).contains("no differences");
        if (isEncrypted) {
            Program.Result wrong = run("verify", file.toString(), "--age-identity", other.toString());
            assertThat(wrong.exitCode()).as(wrong.all()).isEqualTo(1);
            assertThat(wrong.err()).contains("error: none of the identities opens " + file.getFileName());
        }
        byte[] damaged = Files.readAllBytes(file);
        damaged[damaged.length / 2] ^= 1;
        Files.write(file, damaged);
        Program.Result broken = run("verify", file.toString(), "--age-identity", key.toString());
        assertThat(broken.exitCode()).as(broken.all()).isEqualTo(4);
        assertThat(broken.out()).contains(file.getFileName() + " is damaged: ");
    }

    @Test
    void checkWarnsUntilAnIdentityWasShown() throws Exception {
        Path to = directory.resolve("checked");
        sync(source.toString(), to.toString(), "--recipient", recipient);

        Program.Result without = run("check", "--skip-host", "--to", to.toString());
        assertThat(without.exitCode()).as(without.all()).isZero();
        assertThat(without.out()).containsPattern("warning +" + to + ": identity +nobody has shown");
        assertThat(without.err()).contains("nobody has shown that an identity opens " + ID, "--age-identity");
        Program.Result with = run("check", "--skip-host", "--to", to.toString(), "--age-identity", key.toString());
        assertThat(with.exitCode()).as(with.all()).isZero();
        assertThat(with.out()).contains("an identity opens " + ID).doesNotContain("warning");
    }

    @Test
    void rekeyedSetsAreForTheNewRecipientAlone() throws Exception {
        Path to = directory.resolve("rekeyed");
        sync(source.toString(), to.toString(), "--recipient", recipient);
        Path newKey = directory.resolve("new.txt");
        String newRecipient =
                Program.etcdSnapshot("keygen", newKey.toString()).output().strip();
        Program.Result without = run("rekey", to.toString(), "--recipient", newRecipient);
        assertThat(without.exitCode()).isEqualTo(3);
        assertThat(without.err()).contains(ID + ": no identity opens it");

        Program.Result rekeyed =
                run("rekey", to.toString(), "--recipient", newRecipient, "--age-identity", key.toString());

        assertThat(rekeyed.exitCode()).as(rekeyed.all()).isZero();
        assertThat(run("verify", to.toString(), "--age-identity", key.toString())
                        .out())
                .contains("not opened");
        Program.Result verified = run("verify", to.toString(), "--age-identity", newKey.toString());
        assertThat(verified.exitCode()).as(verified.all()).isZero();
        assertThat(verified.out()).doesNotContain("not opened");
        try (Stream<Path> left = Files.list(to)) {
            assertThat(left.map(path -> path.getFileName().toString()).filter(name -> name.startsWith(".incomplete")))
                    .isEmpty();
        }
    }

    @Test
    void nothingSecretIsSaid() throws Exception {
        Path to = directory.resolve("quiet");
        sync(source.toString(), to.toString(), "--recipient", recipient);
        String secret = Files.readAllLines(key).get(2);

        Program.Result verbose = run("verify", "-v", "-o", "json", "--age-identity", key.toString(), to.toString());
        assertThat(verbose.all()).doesNotContain(secret, secret.substring(20));
        Path wrong = Files.writeString(directory.resolve("wrong.txt"), secret.replace("KEY-1", "KEY-2"));
        Program.Result refused = run("verify", "-v", "--age-identity", wrong.toString(), to.toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("line 1: not an identity");
        assertThat(refused.all()).doesNotContain(secret.substring(20));
    }

    private static void assertSame(Path expected, Path actual) throws IOException {
        try (Stream<Path> files = Files.list(expected)) {
            for (Path file : files.toList()) {
                assertThat(actual.resolve(file.getFileName())).hasSameBinaryContentAs(file);
            }
        }
    }
}
