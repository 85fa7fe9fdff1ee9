package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.ForeignSet;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted sets in a directory, for those who have the identity and those who have another. */
class EncryptedSetsTest {
    @TempDir
    Path directory;

    private Path key;
    private Path encrypted;

    @BeforeEach
    void make() throws IOException {
        Path plain = Files.createDirectory(directory.resolve("plain"));
        ForeignSet.TECH_PREVIEW.addTo(plain);
        key = directory.resolve("key.txt");
        encrypted = Files.createDirectory(directory.resolve("encrypted"));
        String recipient = keygen(key);
        Program.Result copied = run(
                "sync",
                "--from",
                plain.toString(),
                "--to",
                encrypted.toString(),
                "--compress",
                "--recipient",
                recipient);
        assertThat(copied.exitCode()).as(copied.all()).isZero();
    }

    private static String keygen(Path file) {
        return run("keygen", file.toString()).out().strip();
    }

    private static Program.Result run(String... arguments) {
        return new InProcess().run(arguments);
    }

    private Program.Result opened(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--age-identity", key.toString()));
        return run(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"usage", "get configmaps -A"})
    void anIdentityOpensThemForEveryReader(String question) {
        List<String> words = new ArrayList<>(List.of(question.split(" ")));
        words.addAll(List.of("--from", encrypted.toString()));

        Program.Result answer = opened(words.toArray(String[]::new));

        assertThat(answer.exitCode()).as(answer.all()).isZero();
        assertThat(answer.err()).doesNotContain("skipping", "damaged");
    }

    @Test
    void theReportTellsOfThem() {
        Program.Result answer = opened("report", encrypted.toString());

        assertThat(answer.exitCode()).as(answer.all()).isZero();
        assertThat(answer.out()).startsWith("There is a good backup");
    }

    @Test
    void anotherIdentityIsWarnedOf() {
        Path other = directory.resolve("other.txt");
        keygen(other);

        Program.Result answer = run("verify", encrypted.toString(), "--age-identity", other.toString());

        assertThat(answer.exitCode()).as(answer.all()).isZero();
        assertThat(answer.err()).contains("warning: none of the identities opens 2026-11-20_01");
    }
}
