package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Far sides that lack something, and far sides that store something else than they were sent. */
class FarSideIT {
    private static final String ONLY_FILES = "ForceCommand internal-sftp";

    @TempDir
    static Path directory;

    /** Programs put there are found before the real ones. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithAShell {
        private Spray spray;
        private Path programs;

        @BeforeAll
        void start() throws Exception {
            programs = Files.createTempDirectory(directory, "bin");
            spray = Spray.start(directory, Map.of("SSHD_PATH", programs.toString()));
        }

        @AfterAll
        void stop() throws Exception {
            spray.close();
        }

        @BeforeEach
        void reset() throws Exception {
            Program.of("find", programs.toString(), "-type", "f", "-delete").output();
            spray.reset(false);
        }

        @Test
        void aByteThatChangesAfterItWasWrittenIsSeen() throws Exception {
            assertThatTheProofSeesIt(spray);
        }

        /** Sent as a whole, it is right. */
        @Test
        void aByteThatChangesInACopyThatWasMadeThereIsSeen() throws Exception {
            spray.reset(true);
            spray.relay().after(100_000, () -> flip(spray.awaitStaged(1 << 20)));

            Program.Result result = spray.sync().run();

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).contains("sending all of");
            spray.assertComplete();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '"',
                value = {
                    "cat     | head -c 5000000; exec /usr/bin/cat >/dev/null",
                    "cat     | exec /usr/bin/tr a b",
                    "openssl | printf '%064d *stdin\\n' 0"
                })
        void aFarSideThatStoresSomethingElseIsSeen(String program, String text) throws Exception {
            standIn(program, text);

            Program.Result result = spray.sync().run();

            assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
            assertThat(result.err()).contains("is not what was sent");
            assertNothingAndThenCompletes();
        }

        @Test
        void whatIsWholeElsewhereStaysThoughTheSourceIsGoneWhenACopyDiffers() throws Exception {
            Path set = spray.newSnapshot().getParent();
            Path other = Files.createTempDirectory(directory, "other");
            standIn("openssl", "test -z \"$(head -c 64)\" || rm -rf '%s'; printf '%%064d *stdin\\n' 0".formatted(set));

            Program.Result result = spray.sync("--to", other.toString()).run();

            assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
            assertThat(result.err()).contains(Spray.NEW + ": can't read ");
            assertThat(Sets.only(other).id()).hasToString(Spray.NEW);
            spray.assertNothingHalfMadeOrRemoved();
            assertThat(spray.there().resolve(Spray.NEW)).doesNotExist();
            spray.assertNoLeftovers();
        }

        @Test
        void oneThatStoresNothingSaysWhy() throws Exception {
            standIn("cat", "echo quota exceeded >&2; exit 1");

            Program.Result result = spray.sync().run();

            assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
            assertThat(result.err()).contains("quota exceeded");
            assertNothingAndThenCompletes();
        }

        /** What it then hashes is what it has in memory. */
        @Test
        void oneThatCanNotWriteToItsDiskIsNotBelieved() throws Exception {
            standIn("sync", "test $# -lt 3 || { echo 'Input/output error' >&2; exit 1; }");

            Program.Result result = spray.sync().run();

            assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
            assertThat(result.err()).contains("can't be written to the disk there", "Input/output error");
            assertNothingAndThenCompletes();
        }

        @Test
        void oneThatCanNotWriteToItsDiskIsNotWaitedFor() throws Exception {
            standIn("sync", "test \"$2\" = . || exit 1");
            standIn("cat", "sleep 2; exec /usr/bin/cat");

            Program.Result result = spray.sync().run();

            assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
            assertThat(result.err()).contains("can't be written to the disk");
            assertNothingAndThenCompletes();
        }

        @ParameterizedTest
        @ValueSource(strings = {"cat", "openssl"})
        void oneThatHangsIsGivenUpInTime(String program) throws Exception {
            standIn(program, "exec sleep 600");

            Program.Result result = spray.sync("--timeout", "3s").run();

            assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
            assertThat(result.err()).containsAnyOf("made no progress", "does not answer");
            assertNothingAndThenCompletes();
        }

        @Test
        void withoutProgramsThatHashTheCopyIsReadBack() throws Exception {
            standIn("openssl", "exit 1");
            standIn("sha256sum", "exit 1");

            Program.Result result = spray.sync().run();

            assertThat(result.exitCode()).as(result.err()).isZero();
            spray.assertComplete();
        }

        @ParameterizedTest
        @ValueSource(strings = {"exit 66", "exit 1", "exec sleep 0"})
        void withoutLocksItSaysSo(String flock) throws Exception {
            standIn("flock", flock);

            Program.Result result = spray.sync().run();

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).contains("offers no lock");
            spray.assertComplete();
        }

        /** What is sent as changes to it comes out wrong, and whole then. */
        @Test
        void anEarlierSetThatIsDamagedThereSpoilsNothing() throws Exception {
            spray.reset(true);
            Path earlier = spray.there().resolve(Spray.BASIS).resolve("snapshot_" + Spray.BASIS + ".db");
            flip(earlier);

            Program.Result result = spray.sync().run();

            flip(earlier);
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).contains("an earlier snapshot there is damaged");
            spray.assertComplete();
        }

        /** What is sent compressed passes {@code cat} too. */
        private void standIn(String program, String text) throws Exception {
            if (program.equals("cat")) {
                standIn("zstd", "/usr/bin/zstd -dcq | cat");
            }
            Path file = Files.writeString(programs.resolve(program), "#!/bin/sh\n" + text + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        private void assertNothingAndThenCompletes() throws Exception {
            spray.assertNothingHalfMadeOrRemoved();
            assertThat(spray.there().resolve(Spray.NEW)).doesNotExist();
            Program.of("find", programs.toString(), "-type", "f", "-delete").output();
            spray.assertNextRunCompletes();
        }
    }

    @Test
    void withFilesOnlyASetIsBroughtAndProven() throws Exception {
        try (Spray spray = Spray.start(directory, Map.of("SSHD_EXTRA", ONLY_FILES))) {
            assertThatTheProofSeesIt(spray);

            spray.assertNextRunCompletes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ForceCommand false"})
    void withoutSftpItSaysWhatToChange(String extra) throws Exception {
        try (Spray spray = Spray.start(directory, Map.of("SSHD_NO_SFTP", "1", "SSHD_EXTRA", extra))) {
            Program.Result result = spray.sync().run();

            assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
            assertThat(result.err())
                    .contains("offers no SFTP")
                    .contains("hint: ")
                    .contains("Subsystem sftp");
            spray.assertNothingHalfMadeOrRemoved();
            assertThat(spray.entries()).containsExactly(Spray.OLD, "README");
        }
    }

    private static void assertThatTheProofSeesIt(Spray spray) throws Exception {
        spray.relay()
                .after(
                        spray.source().toFile().list().length > 1 ? 1 << 19 : 3 << 20,
                        () -> flip(spray.awaitStaged(1 << 20)));

        Program.Result result = spray.sync().run();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
        assertThat(result.err()).contains("is not what was sent");
        spray.assertNothingHalfMadeOrRemoved();
        assertThat(spray.entries()).doesNotContain(Spray.NEW);
        spray.assertNoLeftovers();
    }

    /** One byte, which twice makes none. */
    private static void flip(Path file) throws Exception {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(500_000);
            int old = bytes.read();
            bytes.seek(500_000);
            bytes.write(old ^ 0x55);
        }
    }
}
