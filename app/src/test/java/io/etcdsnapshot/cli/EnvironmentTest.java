package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** How variables stand for options. */
class EnvironmentTest {
    @TempDir
    Path directory;

    @Test
    void aVariableMeansTheSameForEveryCommand() {
        Map<String, TreeSet<String>> meanings = new TreeMap<>();
        for (String name : Commands.NAMES) {
            for (OptionSpec option : new CommandLine(Commands.create(name, new InProcess()))
                    .getCommandSpec()
                    .options()) {
                meanings.computeIfAbsent(EnvironmentDefaults.variable(option), variable -> new TreeSet<>())
                        .add(meaning(option));
            }
        }

        assertThat(meanings.remove(Variable.NONE)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(meanings.remove("ETCD_SNAPSHOT_OUTPUT"))
                .as("some commands know more ways than others")
                .allMatch(meaning -> meaning.matches("Output: how (objects are shown|the result is written).*"));
        assertThat(meanings)
                .hasSizeGreaterThan(30)
                .allSatisfy((variable, those) -> assertThat(those).as(variable).hasSize(1));
    }

    private static String meaning(OptionSpec option) {
        // Some take a bare file as well, and defaults differ.
        String description = String.join(" ", option.description())
                .replace(", or a bare .db file", "")
                .replaceFirst(" \\(default: (default|all|the directory that snapshot fills)\\)$", "");
        return "%s: %s".formatted(option.type().getSimpleName(), description);
    }

    @ParameterizedTest
    @CsvSource({"RECIPIENT, ''", "RECIPIENT, ','", "RECIPIENTS_FILE, ''", "SIGNING_KEY, ''"})
    void aVariableThatShouldProtectSetsIsNotEmpty(String name, String value) throws Exception {
        Sets.makeComplete(directory.resolve("sets"), "2026-11-20_013000");

        Program.Result result = new InProcess()
                .with("ETCD_SNAPSHOT_" + name, value)
                .run("sync", "--from", directory + "/sets", "--to", directory + "/copies");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("error: the variable ETCD_SNAPSHOT_%s is set, but empty".formatted(name));
        assertThat(directory.resolve("copies")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RUN", "YES", "ACCEPT_MISMATCH"})
    void nothingThatDestroysComesFromTheEnvironment(String name) throws Exception {
        Program.Result result = new InProcess()
                .with("ETCD_SNAPSHOT_" + name, "true")
                .with("ETCD_SNAPSHOT_RESTORE_SCRIPT", "/no/such/script")
                .run("restore", "latest", "--host-root", directory.toString(), "--from", directory.toString());

        assertThat(result.err()).doesNotContain("no such", "/no/such/script").contains("there are no sets");
    }

    @Test
    void aMisspeltVariableIsWarnedOfWithTheNearestKnownOne() throws Exception {
        Sets.makeComplete(directory, "2026-11-19_013000");

        Program.Result result = new InProcess()
                .with("ETCD_SNAPSHOT_KEP_LAST", "3")
                .with("ETCD_SNAPSHOT_KEEP_DAILY", "7")
                .with("ETCD_SNAPSHOT_XYZZY_PLUGH", "hidden")
                .run("list", directory.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.err())
                .isEqualToIgnoringNewLines(
                        "warning: no option has the environment variable ETCD_SNAPSHOT_KEP_LAST (did you mean ETCD_SNAPSHOT_KEEP_LAST?), ETCD_SNAPSHOT_XYZZY_PLUGH");
    }

    @Test
    void variablesOfTheChartAndOfServicesAreNoMistakes() throws Exception {
        Sets.makeComplete(directory, "2026-11-19_013000");

        Program.Result result = new InProcess()
                .with("ETCD_SNAPSHOT_POD", "etcd-snapshot-x")
                .with("ETCD_SNAPSHOT_STAGING", "/x")
                .with("ETCD_SNAPSHOT_KEPT_LAST", "")
                .with("ETCD_SNAPSHOT_SERVICE_HOST", "10.0.0.1")
                .with("ETCD_SNAPSHOT_PORT", "tcp://10.0.0.1:80")
                .with("ETCD_SNAPSHOT_METRICS_PORT_9090_TCP_ADDR", "10.0.0.1")
                .with("ETCD_SNAPSHOT_METRICS_SERVICE_PORT_HTTP", "9090")
                .run("list", directory.toString());

        assertThat(result.err()).isEmpty();
    }

    @Test
    void theScriptOfSnapshotIsNotThatOfRestore() {
        Program.Result result = new InProcess()
                .with("ETCD_SNAPSHOT_SCRIPT", "/opt/backup.sh")
                .run("restore", "latest", "--run", "--yes", "x", "--host-root", directory.toString());

        assertThat(result.err()).contains("/usr/local/bin/cluster-restore.sh").doesNotContain("/opt/backup.sh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A,B", "A\nB", " A , B ,", "A\n\nB\n"})
    void severalValuesAreBetweenCommasOrOnLines(String value) throws Exception {
        Path a = Files.createDirectory(directory.resolve("a"));
        Path b = Files.createDirectory(directory.resolve("b"));
        Program.Result result = new InProcess()
                .with("ETCD_SNAPSHOT_TO", value.replace("A", a.toString()).replace("B", b.toString()))
                .run("check", "--skip-host");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains(a + ": directory", b + ": directory");
    }

    @Test
    void onTheCommandLineACommaIsAPartOfADirectorysName() throws Exception {
        Path odd = Files.createDirectory(directory.resolve("a,b"));

        assertThat(new InProcess()
                        .run("check", "--skip-host", "--to", odd.toString())
                        .out())
                .contains("a,b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEEP_LAST", "TO", "VALUES", "OUTPUT", "QUIET", "KEEP_TAG", "FROM", "SUDO", "KEEP_WITHIN"})
    void anEmptyVariableIsNone(String name) throws Exception {
        Sets.makeComplete(directory, "2026-11-19_013000");

        Program.Result result = new InProcess()
                .with("ETCD_SNAPSHOT_" + name, "")
                .run("purge", "--dry-run", "--keep-daily", "1", directory.toString());

        assertThat(result.err()).doesNotContain("nvalid", "ETCD_SNAPSHOT");
        assertThat(result.exitCode()).isNotEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"1, ''", "true, ''", "yes, ''", "0, 2026-11-19", "false, 2026-11-19", "no, 2026-11-19"})
    void aFlagIsAlsoANumber(String value, String shown) throws Exception {
        Sets.makeComplete(directory, "2026-11-19_013000");

        Program.Result result =
                new InProcess().with("ETCD_SNAPSHOT_QUIET", value).run("list", directory.toString());

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains(shown).hasSizeLessThan(shown.isEmpty() ? 1 : 1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pa$$word", "${env:HOME}", "$", "a${sys:user.home}b", "${x:-y}", "$$$${"})
    void whatLooksLikeAVariableOfOursIsAText(String text) {
        assertThat(new InProcess()
                        .with("ETCD_SNAPSHOT_SCRIPT", text)
                        .settings("snapshot")
                        .capture()
                        .script())
                .isEqualTo(text);
    }
}
