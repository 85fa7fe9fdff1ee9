package io.etcdsnapshot.crypto.age;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Debian's age, that of this release and the newest, reads what this program writes, and the other way round. */
class AgeIT {
    /** In MiB; {@code -Dage.size=1024} for a longer run. */
    private static final int SIZE = Integer.getInteger("age.size", 192);

    private static final AgeKeys.Generated ALICE = AgeKeys.generate(Instant.EPOCH);

    @TempDir
    Path directory;

    private static List<String> programs(String name) throws IOException, InterruptedException {
        RealThings.require("age", "age-keygen");
        Path install = RealThings.projectRoot().resolve("scripts/lib/install.sh");
        String newest = Program.of("bash", "-c", ". '" + install + "' && need_age13")
                .output()
                .strip();
        return List.of(name, newest + "/" + name);
    }

    @ParameterizedTest
    @CsvSource({"0, -", "1, -", "0, -a", "1, -a"})
    void itReadsWhatAgeWrites(int version, String armor) throws IOException, InterruptedException {
        Path plain = plain(armor.equals("-") ? SIZE : 9);
        List<String> command = new ArrayList<>(
                List.of(programs("age").get(version), "-r", ALICE.recipient().text(), "-o", path("x.age")));
        if (!armor.equals("-")) {
            command.add(armor);
        }
        command.add(plain.toString());
        Program.of(command.toArray(String[]::new)).output();

        try (InputStream in =
                new AgeIdentities().add(ALICE.fileContent()).open(Files.newInputStream(directory.resolve("x.age")))) {
            assertThat(Sha256.of(in)).isEqualTo(sha256(plain));
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void ageReadsWhatItWrites(int version) throws IOException, InterruptedException {
        Path plain = plain(SIZE);
        Path identity = directory.resolve("key.txt");
        Program.of(programs("age-keygen").get(version), "-o", identity.toString())
                .output();
        String bob = Program.of(programs("age-keygen").get(version), "-y", identity.toString())
                .output()
                .strip();
        AgeSealer sealer = new AgeSealer(List.of(ALICE.recipient(), new AgeRecipient(bob)));
        try (OutputStream out =
                sealer.seal(new BufferedOutputStream(Files.newOutputStream(directory.resolve("x.age"))))) {
            Files.copy(plain, out);
        }
        Files.writeString(directory.resolve("text.age"), sealer.sealText("{}"));

        String age = programs("age").get(version);
        Program.of(age, "-d", "-i", identity.toString(), "-o", path("back"), path("x.age"))
                .output();
        assertThat(sha256(directory.resolve("back"))).isEqualTo(sha256(plain));
        assertThat(Program.of(age, "-d", "-i", identity.toString(), path("text.age"))
                        .output())
                .isEqualTo("{}");
    }

    @Test
    void ageTakesTheKeyFileThatItMakes() throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("key.txt"), ALICE.fileContent());

        for (String keygen : programs("age-keygen")) {
            assertThat(Program.of(keygen, "-y", file.toString()).output().strip())
                    .isEqualTo(ALICE.recipient().text());
        }
    }

    @Test
    void postQuantumFilesGoBothWays() throws IOException, InterruptedException {
        String age = programs("age").get(1);
        Path bob = directory.resolve("bob.txt");
        Program.of(programs("age-keygen").get(1), "-pq", "-o", bob.toString()).output();
        String theirs = Program.of(programs("age-keygen").get(1), "-y", bob.toString())
                .output()
                .strip();
        AgeKeys.Generated made = AgeKeys.generatePostQuantum(Instant.EPOCH);
        Path ours = Files.writeString(directory.resolve("ours.txt"), made.fileContent());
        assertThat(Program.of(programs("age-keygen").get(1), "-y", ours.toString())
                        .output()
                        .strip())
                .isEqualTo(made.recipient().text());
        Path plain = plain(9);

        AgeSealer sealer = new AgeSealer(List.of(made.recipient(), new AgeRecipient(theirs)));
        try (OutputStream out = sealer.seal(Files.newOutputStream(directory.resolve("x.age")))) {
            Files.copy(plain, out);
        }
        for (Path identity : List.of(bob, ours)) {
            Program.of(age, "-d", "-i", identity.toString(), "-o", path("back"), path("x.age"))
                    .output();
            assertThat(sha256(directory.resolve("back"))).isEqualTo(sha256(plain));
        }
        Program.of(age, "-r", made.recipient().text(), "-r", theirs, "-o", path("y.age"), plain.toString())
                .output();
        for (Path identity : List.of(bob, ours)) {
            try (InputStream in = new AgeIdentities()
                    .add(Files.readString(identity))
                    .open(Files.newInputStream(directory.resolve("y.age")))) {
                assertThat(Sha256.of(in)).isEqualTo(sha256(plain));
            }
        }
        Path eve = directory.resolve("eve.txt");
        Program.of(programs("age-keygen").get(1), "-pq", "-o", eve.toString()).output();
        assertThat(Program.of(age, "-d", "-i", eve.toString(), path("x.age"))
                        .run()
                        .err())
                .contains("no identity matched");
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private Path plain(int mebibytes) throws IOException {
        Path file = directory.resolve("plain");
        byte[] block = new byte[1 << 20];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(block);
                out.write(block);
            }
            out.write(block, 0, 32);
        }
        return file;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.of(in);
        }
    }
}
