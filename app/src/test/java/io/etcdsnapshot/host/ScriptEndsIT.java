package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which the host's script can end, and what it comes to. */
@ExtendWith(SharedHost.class)
class ScriptEndsIT {
    private final StandInHost host;

    ScriptEndsIT(StandInHost host) {
        this.host = host;
    }

    @Test
    void waitsForAnOperatorThatIsProgressing() throws Exception {
        host.fault("progress-clears-after", "2");

        Program.Result result = host.snapshot("--retry-for", "1m");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err().split("trying again in", -1)).hasSize(3);
        Sets.only(host.backups());
    }

    @Test
    void refusesInTheScriptsOwnWordsWhenTheOperatorGoesOnProgressing() throws Exception {
        host.fault("progressing", "etcd");

        Program.Result result = host.snapshot("--retry-for", "1s");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
        assertThat(result.err())
                .contains("trying again in ")
                .contains("error: Currently the etcd operator is progressing. Back up again when its rollout is done.")
                .contains("hint: wait for the rollout");
        assertNothingTaken(result);
    }

    @Test
    void anApiServerThatDoesNotAnswerIsAFailureAndForceGoesPastIt() throws Exception {
        host.fault("api-down");

        Program.Result result = host.snapshot();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(errorOf(result)).contains("Could not find the status of the kube-apiserver operator");
        assertThat(result.err()).contains("hint: ", "--force");
        assertNothingTaken(result);

        assertThat(host.snapshot("--force").exitCode()).isZero();
        assertThat(Sets.only(host.backups()).dirty()).isTrue();
    }

    @Test
    void anyOtherFailureShowsTheLastLines() throws Exception {
        host.fault(
                "fail",
                IntStream.rangeClosed(1, 40)
                        .mapToObj(i -> "line %02d\n".formatted(i))
                        .collect(Collectors.joining()));

        Program.Result result = host.snapshot("-q");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("error: /usr/local/bin/cluster-backup.sh ended with exit code 1:");
        assertThat(result.err()).contains("line 31", "line 40").doesNotContain("line 20");
        assertNothingTaken(result);
    }

    @ParameterizedTest
    @CsvSource({"no-pair, an empty directory", "only-db, .db"})
    void anEndWithoutAPairOfFilesIsAFailure(String fault, String left) throws Exception {
        host.fault(fault);

        Program.Result result = host.snapshot();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(errorOf(result)).contains("left no pair of snapshot and kube resources", left);
        assertNothingTaken(result);
    }

    @Test
    void ofTwoPairsOneSetIsMadeOfTheNewer() throws Exception {
        host.fault("two-pairs");

        Program.Result result = host.snapshot();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("beside the newest pair of files");
        String id = Sets.only(host.backups()).id().value();
        assertThat(result.err().replaceFirst("(?s).*snapshot_(\\S+)\\.db beside the newest.*", "$1"))
                .isLessThan(id);
        assertThat(host.backups().resolve(id).toFile().list())
                .containsExactlyInAnyOrder(
                        "snapshot_" + id + ".db",
                        "static_kuberesources_" + id + ".tar.gz",
                        "manifest.json",
                        "SHA256SUMS");
    }

    @ParameterizedTest
    @CsvSource({
        "damage, snapshot_, .db: ",
        "truncate-tar, static_kuberesources_, it ends too early",
        "missing-component, static_kuberesources_, lacks kube-scheduler"
    })
    void aSetThatIsNotWholeIsNeverShown(String fault, String file, String why) throws Exception {
        host.fault(fault);

        Program.Result result = host.snapshot();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(4);
        assertThat(errorOf(result)).contains("the backup is damaged and was not kept", file, why);
        assertNothingTaken(result);
    }

    @Test
    void withoutItsScriptAnOpenShiftHostIsAFailureThatNamesIt() throws Exception {
        Program.Result result = host.snapshot("--script", "/usr/local/bin/other-backup.sh");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(errorOf(result)).contains("/usr/local/bin/other-backup.sh");
        assertNothingTaken(result);
    }

    private void assertNothingTaken(Program.Result result) throws Exception {
        assertThat(result.out()).isEmpty();
        assertThat(host.backupEntries()).containsExactly(".etcd-snapshot.lock");
    }

    private static String errorOf(Program.Result result) {
        return result.err().substring(result.err().indexOf("error: "));
    }
}
