package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong usage is exit 2, and the error names what is wrong. */
class UsageTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "snapshot --no-such-option | --no-such-option",
                "list --keep-last 3 | --keep-last",
                "snapshots | snapshots",
                "snapshot extra | extra",
                "snapshot --timeout soon | 'soon'",
                "snapshot --retry-for 5 | '5'",
                "snapshot --min-cluster-age -1h | '-1h'",
                "snapshot --timeout | --timeout",
                "snapshot --timeout 1s --timeout 2s | --timeout",
                "snapshot --method podman | podman",
                "list -o yaml | is not one of text, wide, json, nagios",
                "verify --id yesterday | yesterday",
                "verify --id 2026-11-20_013000 --all | --all",
                "verify a b | 'b'",
                "sync | --to",
                "sync --to a --kube-resources-to a | --kube-resources-to",
                "restore | latest",
                "restore yesterday | 'yesterday'",
                "restore latest --stage relative | relative",
                "restore latest --stage /etc | /etc",
                "rehearse | latest",
                "rehearse latest 2026-11-20_013000 | 2026-11-20_013000",
                "rehearse latest --timeout soon | 'soon'",
                "snapshot --host-root /no/such/root | /no/such/root",
                "snapshot -f /no/such/values.yaml | /no/such/values.yaml",
                "snapshot --directory relative/path | relative/path",
                "snapshot --directory /etc/x | /etc/x",
                "snapshot --directory /home/core/../x | /home/core/../x"
            })
    void anArgumentThatMeansNothing(String line, String named) {
        Program.Result result = new InProcess().run(line.split(" "));

        assertUsage(result, named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "verfy | verify",
                "snapshots | snapshot",
                "lsit -o json | list",
                "--hepl | --help",
                "verify --al | --all",
                "purge --keep-dayly=7 | --keep-daily",
                "sync --to /x --dryrun | --dry-run"
            })
    void aSlipOfThePenAndWhatWasMeant(String line, String meant) {
        Program.Result result = new InProcess().run(line.split(" "));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("hint: did you mean " + meant + "? see etcd-snapshot");
    }

    @Test
    void aWordLikeNoOtherIsNotGuessed() {
        assertThat(new InProcess().run("frobnicate").err()).contains("hint: etcd-snapshot --help");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list EMPTY",
                "verify EMPTY",
                "verify --kube-resources-from EMPTY /tmp",
                "purge --keep-last 1 EMPTY",
                "restore latest --from EMPTY",
                "sync --to a --from EMPTY",
                "sync --to EMPTY",
                "check --to EMPTY"
            })
    void aLocationThatIsEmptyIsNotTheWorkingDirectory(String line) {
        String[] arguments = Arrays.stream(line.split(" "))
                .map(word -> word.equals("EMPTY") ? "" : word)
                .toArray(String[]::new);

        assertUsage(new InProcess().run(arguments), "the location is empty");
    }

    @Test
    void noCommandAtAll() {
        assertUsage(new InProcess().run(), "command");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ETCD_SNAPSHOT_TIMEOUT | soon",
                "ETCD_SNAPSHOT_METHOD | podman",
                "ETCD_SNAPSHOT_OUTPUT | yaml",
                "ETCD_SNAPSHOT_VALUES | /no/such/values.yaml",
                "ETCD_SNAPSHOT_DIRECTORY | /etc/x",
                "ETCD_SNAPSHOT_HOST_ROOT | /no/such/root",
                "ETCD_SNAPSHOT_FORCE | perhaps"
            })
    void aVariableThatMeansNothing(String variable, String value) {
        assertUsage(new InProcess().with(variable, value).run("snapshot"), value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "snapshot: {purgeDay: 3} | snapshot.purgeDay | snapshot.purgeDays",
                "snapshots: {} | snapshots | snapshot",
                "retention: {keepLat: 3} | retention.keepLat | retention.keepLast",
                "proxy: {httpProxi: x} | proxy.httpProxi | proxy.httpProxy"
            })
    void aKeyThatNobodyKnowsAndTheNearestOne(String yaml, String key, String nearest) throws IOException {
        Program.Result result =
                new InProcess().run("snapshot", "-f", values(yaml).toString());

        assertUsage(result, "unknown key " + key);
        assertThat(result.err()).contains("hint: did you mean " + nearest + "?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "snapshot: {tags: one} | snapshot.tags",
                "snapshot: [] | snapshot",
                "snapshot: {directory: [x]} | snapshot.directory",
                "snapshot: {force: maybe} | snapshot.force",
                "snapshot: {method: podman} | snapshot.method",
                "pv: {content: tarball} | pv.content",
                "snapshot: {timeout: soon} | snapshot.timeout",
                "snapshot: {timeout: 90} | snapshot.timeout",
                "snapshot: {retryFor: 1x} | snapshot.retryFor",
                "snapshot: {minClusterAge: 1 h} | snapshot.minClusterAge",
                "snapshot: {minFreePercent: 120} | snapshot.minFreePercent",
                "snapshot: {minFreePercent: -1} | snapshot.minFreePercent",
                "snapshot: {allowedDirectories: [1]} | snapshot.allowedDirectories[0]",
                "just a text | a map",
                "snapshot: {method: [ | line 1",
                "snapshot: !!java.net.URL [\"http://x\"] | java.net.URL"
            })
    void aValueOfTheWrongKind(String yaml, String named) throws IOException {
        assertUsage(new InProcess().run("snapshot", "-f", values(yaml).toString()), named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode: pv\nmode: sync\n", "snapshot:\n  method: auto\n  method: script\n"})
    void aKeyGivenTwice(String yaml) throws IOException {
        Program.Result result =
                new InProcess().run("snapshot", "-f", values(yaml).toString());

        assertUsage(result, "duplicate key " + (yaml.startsWith("mode") ? "mode" : "method"));
    }

    private Path values(String yaml) throws IOException {
        return Files.writeString(directory.resolve("values.yaml"), yaml);
    }

    private static void assertUsage(Program.Result result, String named) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).startsWith("error: ").contains(named).doesNotContain("Exception", "\tat ");
        assertThat(result.out()).isEmpty();
    }
}
