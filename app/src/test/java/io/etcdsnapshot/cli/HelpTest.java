package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    static Stream<String> commands() {
        return help().lines()
                .dropWhile(line -> !line.equals("Commands:"))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.matches("  \\S.*"))
                .map(line -> line.strip().split(" ")[0]);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandShowsItsOptionsExamplesAndExitCodes(String command) {
        String help = help(command);

        assertThat(help).startsWith("Usage: etcd-snapshot " + command);
        assertThat(help.lines())
                .contains("Examples:", "Exit codes:")
                .anyMatch(line -> line.startsWith("  ") && line.contains("etcd-snapshot " + command))
                .anyMatch(line -> line.matches("  0 +success.*"))
                .allMatch(line -> line.length() <= 100);
        assertThat(help.lines().dropWhile(line -> !line.equals("Examples:")).skip(1))
                .as("an example is one line, to be copied")
                .allMatch(line -> line.startsWith("  "));
    }

    @Test
    void theProgramShowsItsCommandsExamplesAndExitCodes() {
        assertThat(commands()).contains("snapshot", "sync", "purge", "list", "verify", "completion");
        assertThat(help().lines()).contains("Examples:", "Exit codes:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help"})
    void helpIsAResult(String option) {
        Program.Result result = new InProcess().run("verify", option);

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"help, --help", "help sync, sync --help", "version, --version"})
    void whatIsAskedForAsACommandIsTheSame(String command, String option) {
        Program.Result result = new InProcess().run(command.split(" "));

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .isNotEmpty()
                .isEqualTo(new InProcess().run(option.split(" ")).out());
    }

    @Test
    void helpOfACommandThatIsNoneNamesTheNearest() {
        Program.Result result = new InProcess().run("help", "synk");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("unknown command 'synk'", "did you mean sync?");
    }

    @Test
    void defaultsInHelpAreThoseOfTheChart() {
        assertThat(help("snapshot").replaceAll("\\s+", " "))
                .contains(
                        "(default: /home/core/etcd-snapshots)",
                        "(default: auto)",
                        "(default: 24h)",
                        "(default: 10m)",
                        "(default: 5m)")
                .doesNotContain("null", "bundle");
    }

    @Test
    void optionsHaveGroups() {
        assertThat(help("sync").lines())
                .containsSubsequence(
                        "Options:", "Destination options:", "Retention options:", "SSH options:", "Common options:");
    }

    private static String help(String... command) {
        String[] arguments =
                Stream.concat(Stream.of(command), Stream.of("--help")).toArray(String[]::new);
        return new InProcess().run(arguments).out();
    }
}
