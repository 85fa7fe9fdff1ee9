package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.InProcess;
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

/** What a pod of the chart says: its reader can change values and Secrets, but types no options. */
class ChartHintsTest {
    @TempDir
    Path directory;

    private Path values;

    @BeforeEach
    void theChartsValues() throws IOException {
        values = Files.writeString(
                directory.resolve("values.yaml"),
                "{mode: sync, sync: {hosts: [127.0.0.1:1], sshSecret: my-key}, job: {copyRetryFor: 0s}}");
    }

    @Test
    void aSecretThatIsNotThereIsNamedBeforeAnythingElseOfIt() {
        for (String command : new String[] {"check --skip-host", "sync --allow-empty --from " + directory}) {
            Program.Result result = inPod().run(command.split(" "));

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err())
                    .contains("there is no Secret my-key, or it has no key named private")
                    .contains("hint: oc create secret generic my-key --from-file=private=")
                    .contains("sync.sshSecret")
                    .doesNotContain("known_hosts of", "refused");
        }
    }

    @Test
    void byHandTheSameIsNoMatterOfSecrets() {
        Program.Result result =
                new InProcess().run("check", "--skip-host", "-f", values.toString(), "--identity", directory + "/none");

        assertThat(result.err()).doesNotContain("Secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            snapshot | give --retry-for more time                            | give snapshot.retryFor more time
            sync     | give --retry-for more time                            | give job.copyRetryFor more time
            sync     | or use --host-key-policy accept-new                   | or use sync.hostKeyPolicy: accept-new
            check    | give its file with --known-hosts                      | give its file with key known_hosts of the Secret sync.sshSecret
            check    | add it: ssh-keyscan m >> /ssh/known_hosts; or x       | add it: ssh-keyscan m >> FILE, for key known_hosts of the Secret sync.sshSecret; or x
            sync     | check it: ssh-keygen -y -f /ssh/private               | check it: ssh-keygen -y -f FILE, with key private of the Secret sync.sshSecret
            snapshot | --method etcdctl uses an etcdctl that is on this host | snapshot.method: etcdctl uses an etcdctl that is on this host
            purge    | see etcd-snapshot purge --help                        | see etcd-snapshot purge --help
            """)
    void hintsSpeakOfValues(String command, String hint, String inValues) {
        assertThat(new ValuesHints(command).inValues(hint)).startsWith(inValues);
    }

    @Test
    void aCommandToTypeIsOneForAPodWithTheSameMounts() {
        assertThat(new ValuesHints("sync").inValues("remove some: etcd-snapshot purge /pv --keep-last 3"))
                .isEqualTo("remove some: etcd-snapshot purge /pv --keep-last 3"
                        + " (in a pod with these mounts: see helm get notes)");
    }

    @Test
    void aPurgeAfterASnapshotThatTookNothingHasNothingToDo() throws Exception {
        Path skip = Files.writeString(directory.resolve("skipped"), "another run took a set");
        Path location = Files.createDirectory(directory.resolve("location"));
        Sets.makeComplete(location, "2026-11-18_013000");
        Sets.makeComplete(location, "2026-11-19_013000");

        Program.Result skipped = new InProcess()
                .with("ETCD_SNAPSHOT_SKIP_FILE", skip.toString())
                .run("purge", location.toString(), "--keep-last", "1");

        assertThat(skipped.exitCode()).isZero();
        assertThat(skipped.out()).contains("nothing to do");
        assertThat(Sets.in(location)).hasSize(2);
        Files.delete(skip);
        assertThat(new InProcess()
                        .with("ETCD_SNAPSHOT_SKIP_FILE", skip.toString())
                        .run("purge", location.toString(), "--keep-last", "1")
                        .out())
                .contains("2026-11-19_013000")
                .doesNotContain("nothing to do");
    }

    private InProcess inPod() {
        return new InProcess()
                .with("ETCD_SNAPSHOT_VALUES", values.toString())
                .with("ETCD_SNAPSHOT_NODE", "master-0")
                .with("ETCD_SNAPSHOT_IDENTITY", directory + "/ssh/private");
    }
}
