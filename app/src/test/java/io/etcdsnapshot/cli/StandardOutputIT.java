package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be written to standard output is a failure, unless the reader of a pipe has enough. */
class StandardOutputIT {
    @TempDir
    Path directory;

    private Path location;

    @BeforeEach
    void makeALocation() throws IOException {
        location = Files.createDirectory(directory.resolve("location"));
        Sets.makeComplete(location, "2026-11-20_013000");
    }

    @ParameterizedTest
    @CsvSource({
        "list LOCATION, >/dev/full, no space left on device",
        "list -o json LOCATION, >/dev/full, no space left on device",
        "list LOCATION, >&-, bad file descriptor",
        "--help, >/dev/full, no space left on device",
        "verify --help, >&-, bad file descriptor",
        "--version, >/dev/full, no space left on device",
        "completion, >/dev/full, no space left on device"
    })
    void aResultThatIsLostIsAFailure(String command, String redirection, String reason) throws Exception {
        Program.Result result = shell("%s " + redirection, command);

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("error: cannot write to standard output: " + reason + "\n");
    }

    @Test
    void aGraverExitCodeStays() throws Exception {
        assertThat(shell("%s >/dev/full", "verify LOCATION").exitCode()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list LOCATION", "list -o json LOCATION", "--help"})
    void aClosedPipeIsNoFailure(String command) throws Exception {
        Program.Result result = shell("exec 3> >(exit 0); wait $!; %s >&3", command);

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"list -q LOCATION", "list --quiet -o json LOCATION", "purge -q --keep-last 1 --dry-run EMPTY"})
    void quietIsSilentOnSuccess(String command) throws Exception {
        Program.Result result = shell("%s", command);

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.all()).isEmpty();
    }

    @Test
    void quietShowsWhatIsDamaged() throws Exception {
        assertThat(shell("%s", "verify -q LOCATION").out()).contains("DAMAGED");
    }

    private Program.Result shell(String script, String command) throws Exception {
        String line = command.replace("LOCATION", location.toString())
                .replace(
                        "EMPTY",
                        Files.createDirectories(directory.resolve("empty")).toString());
        return Program.of("bash", "-c", script.formatted("java -jar " + Program.jar() + " " + line))
                .run();
    }
}
