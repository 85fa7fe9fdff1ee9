package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Keys and passphrases are searched for in all that runs of every kind say at their most talkative. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SyncSecretsIT {
    private static final String PASSPHRASE = "CANARY-PASSPHRASE";

    @TempDir
    static Path directory;

    private Spray spray;
    private Path identity;
    private Path passphrase;

    @BeforeAll
    void start() throws Exception {
        spray = Spray.start(directory);
        identity = directory.resolve("identity");
        Files.copy(spray.mirror().identity("id_ed25519"), identity);
        Files.setPosixFilePermissions(identity, PosixFilePermissions.fromString("rw-------"));
        Program.of("ssh-keygen", "-p", "-q", "-P", "", "-N", PASSPHRASE, "-f", identity.toString())
                .output();
        passphrase = Files.writeString(directory.resolve("passphrase"), PASSPHRASE + "\n");
    }

    @AfterAll
    void stop() throws Exception {
        spray.close();
    }

    @BeforeEach
    void reset() throws Exception {
        spray.reset(false);
    }

    @Test
    void noRunShowsAnyOfThem() throws Exception {
        Path garbage =
                Files.writeString(directory.resolve("garbage"), keyLines().get(1) + "\n");
        Files.setPosixFilePermissions(garbage, PosixFilePermissions.fromString("rw-------"));
        Path wrong = Files.writeString(directory.resolve("wrong"), "CANARY-WRONG\n");
        Path nobody = Files.writeString(directory.resolve("nobody"), "");
        List<Program.Result> results = new ArrayList<>();
        spray.relay().after(3 << 20, () -> spray.mirror().killSessions());
        results.add(run());
        spray.relay();
        results.add(run());
        results.add(run("--passphrase-file", wrong.toString()));
        results.add(run("--identity", garbage.toString()));
        results.add(run("--known-hosts", nobody.toString()));
        results.add(run("--known-hosts", nobody.toString(), "--host-key-policy", "accept-new"));
        Files.writeString(
                nobody,
                Files.readString(nobody)
                        .replaceFirst("AAAA.{20}", keyLines().get(1).substring(0, 24)));
        results.add(run("--known-hosts", nobody.toString()));

        assertThat(results).extracting(Program.Result::exitCode).containsExactly(1, 0, 1, 1, 1, 0, 1);
        for (Program.Result result : results) {
            assertThat(result.all()).doesNotContain("CANARY", "PRIVATE KEY", "AAAA");
            assertThat(result.all()).doesNotContain(keyLines());
        }
    }

    private Program.Result run(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-v"));
        if (!List.of(options).contains("--identity")) {
            arguments.addAll(List.of("--identity", identity.toString()));
        }
        if (!List.of(options).contains("--passphrase-file")) {
            arguments.addAll(List.of("--passphrase-file", passphrase.toString()));
        }
        arguments.addAll(List.of(options));
        return spray.sync(arguments.toArray(String[]::new)).run();
    }

    /** Of all private keys that are about. */
    private List<String> keyLines() throws Exception {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(spray.mirror().path(""))) {
            for (Path file : files.filter(
                            file -> file.getFileName().toString().matches("id_[a-z0-9]+|ssh_host_[a-z0-9]+_key"))
                    .toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> !line.startsWith("-----"))
                        .forEach(lines::add);
            }
        }
        lines.addAll(Files.readAllLines(identity));
        return lines;
    }
}
