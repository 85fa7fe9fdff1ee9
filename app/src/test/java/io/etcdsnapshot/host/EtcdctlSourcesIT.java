package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an etcdctl can be had on a host that has none on its PATH. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EtcdctlSourcesIT {
    private static final String AWAY = "/opt/etcdctl-3.4";
    private static final String CRICTL = "/usr/local/bin/crictl";

    @TempDir
    static Path directory;

    private StandInHost host;

    @BeforeAll
    void start() throws Exception {
        host = StandInHost.openShift(directory);
        Program.of(
                        "mv",
                        host.path("/usr/bin/etcdctl").toString(),
                        host.path(AWAY).toString())
                .output();
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    @BeforeEach
    void reset() throws Exception {
        host.reset();
        host.fault("no-etcdctl");
        Files.deleteIfExists(host.path(CRICTL));
    }

    @Test
    void theOneThatIsNamed() throws Exception {
        assertTakenWith(AWAY, host.snapshot("--etcdctl", AWAY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/kubernetes/static-pod-resources/bin/etcdctl", "/home/core/assets/bin/etcdctl"})
    void theOneThatTheScriptTookOutOfTheImageEarlier(String cached) throws Exception {
        Files.createDirectories(host.path(cached).getParent());
        Files.copy(host.path(AWAY), host.path(cached));
        try {
            assertTakenWith(cached, host.snapshot());
        } finally {
            Files.delete(host.path(cached));
        }
    }

    @Test
    void theOneInTheRunningEtcdContainer() throws Exception {
        Process container = container();
        try {
            host.program(
                    "crictl",
                    """
                    case $* in
                      "ps --label io.kubernetes.container.name=etcd -q") echo 2b7c0a9e ;;
                      "inspect --output go-template --template {{.info.pid}} 2b7c0a9e") echo %d ;;
                      *) exit 1 ;;
                    esac"""
                            .formatted(container.pid()));
            assertTakenWith("/proc/%d/root/usr/bin/etcdctl".formatted(container.pid()), host.snapshot());
        } finally {
            container.destroyForcibly().waitFor();
        }
    }

    /** A process with a root of its own, as a container runtime makes it: outside that root shows as "/". */
    private Process container() throws Exception {
        Path root = Files.createDirectories(directory.resolve("container"));
        Process process = Program.of(
                        "unshare",
                        "--mount",
                        "bash",
                        "-euc",
                        """
                        mount -t tmpfs tmpfs "$0" && cd "$0" && mkdir usr old
                        for link in bin lib lib64; do [[ ! -L /$link ]] || cp -P /$link .; done
                        mount --bind /usr usr
                        pivot_root . old
                        exec /usr/bin/sleep 600""",
                        root.toString())
                .start();
        Path itsRoot = Path.of("/proc", String.valueOf(process.pid()), "root");
        for (int i = 0; !Files.isDirectory(itsRoot.resolve("old/proc")); i++) {
            assertThat(process.isAlive() && i < 500).as("the container runs").isTrue();
            Thread.sleep(20);
        }
        return process;
    }

    @Test
    void whereThereIsNoneTheErrorSaysWhereItLooked() throws Exception {
        Program.Result result = host.snapshot();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.err())
                .contains(
                        "error: there is no etcdctl on this host: looked in ",
                        "/usr/local/bin",
                        "/etc/kubernetes/static-pod-resources/bin/etcdctl",
                        "the running etcd container",
                        "hint: ",
                        "--etcdctl");
        assertThat(host.backupEntries()).containsExactly(".etcd-snapshot.lock");
    }

    @Test
    void oneThatIsNamedAndNotThereIsAFailureThatNamesIt() throws Exception {
        Program.Result result = host.snapshot("--etcdctl", "/opt/no-etcdctl");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("error: /opt/no-etcdctl");
        assertThat(host.backupEntries()).containsExactly(".etcd-snapshot.lock");
    }

    private void assertTakenWith(String etcdctl, Program.Result result) throws Exception {
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("using %s against https://127.0.0.1:".formatted(etcdctl));
        BackupSet set = Sets.only(host.backups());
        assertThat(set.manifest().method()).isEqualTo("etcdctl");
    }
}
