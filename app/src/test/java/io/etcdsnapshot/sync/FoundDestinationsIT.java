package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.KubeApi;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Destinations that the values name, or that are found when it is time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FoundDestinationsIT {
    private static final String ID = "2026-11-20_013000";
    private static final String MIRROR = "etcd-snapshot.example.com/role=mirror";
    /** Nodes are reached at the usual port. */
    private static final List<String> NODES = List.of("127.0.7.1", "127.0.7.2");

    @TempDir
    static Path directory;

    private SampleSets samples;
    private SshMirror mirror;
    private KubeApi api;
    private Path root;
    private Path volume;
    private Path mirrored;

    @BeforeAll
    void start() throws Exception {
        RealThings.requireRoot();
        samples = SampleSets.take(directory);
        mirror = SshMirror.start(
                directory, Map.of("SSHD_EXTRA", "ListenAddress 127.0.7.1:22\nListenAddress 127.0.7.2:22"));
        String key = Files.readAllLines(mirror.knownHosts()).get(0);
        for (String node : NODES) {
            Files.writeString(
                    mirror.knownHosts(),
                    Files.readString(mirror.knownHosts()) + node + key.substring(key.indexOf(' ')) + "\n");
        }
    }

    @AfterAll
    void stop() throws Exception {
        mirror.close();
    }

    @BeforeEach
    void newHost() throws Exception {
        api = KubeApi.start(directory);
        root = Files.createTempDirectory(directory, "root");
        samples.add(Files.createDirectories(root.resolve("home/core/etcd-snapshots")), ID);
        volume = Files.createTempDirectory(directory, "volume");
        mirrored = mirror.path(root.getFileName().toString());
    }

    @Test
    void theNodesLabelledNowAndTheVolumeInOneRunEachInTheClustersDirectory() throws Exception {
        api.node("master-0", MIRROR, "InternalIP=127.0.7.9")
                .node("master-1", MIRROR, "InternalIP=127.0.7.1")
                .node("master-2", "etcd-snapshot.example.com/role=snapshot", "InternalIP=127.0.7.2");

        Program.Result first = sync("{mode: both, clusterId: prod, %s}");
        api.forget("master-1").node("master-3", MIRROR, "InternalIP=127.0.7.2");
        Program.Result second = sync("{mode: both, clusterId: prod, %s}");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains(volume + "/prod\n", "ssh://root@127.0.7.1" + mirrored + "/prod\n");
        Sets.only(volume.resolve("prod"));
        Sets.only(mirrored.resolve("prod"));
        assertThat(second.exitCode()).as(second.err()).isZero();
        assertThat(second.out()).contains("ssh://root@127.0.7.2").doesNotContain("127.0.7.1", "copied");
    }

    @Test
    void mirrorsThatAreNotFoundDoNotStopTheVolume() throws Exception {
        api.answer(KubeApi.Answer.status(403, "nodes is forbidden"));

        Program.Result result = sync("{mode: both, %s}", "-v");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains("error: mirrors: the Kubernetes API at ", "nodes is forbidden", "hint: grant its service")
                .doesNotContain("canary");
        assertThat(result.out()).contains("mirrors\n").doesNotContain("canary");
        Sets.only(volume);
    }

    @Test
    void aVolumeThatIsNotMountedDoesNotStopTheMirrors() throws Exception {
        Files.delete(volume);
        api.node("master-1", MIRROR, "InternalIP=127.0.7.1");

        Program.Result result = sync("{mode: both, clusterId: prod, %s}");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("error: " + volume + "/prod: there is no directory " + volume);
        assertThat(volume).doesNotExist();
        Sets.only(mirrored.resolve("prod"));
    }

    @Test
    void theOtherMembersOfEtcdInSystemd() throws Exception {
        Path scripts = root.resolve("etc/kubernetes/static-pod-resources/etcd-certs/configmaps/etcd-scripts");
        Files.writeString(
                Files.createDirectories(scripts).resolve("etcd.env"),
                "export NODE_master_0_IP=\"127.0.7.9\"\nexport NODE_master_1_IP=\"127.0.7.2\"\n");

        Program.Result result = sync("{mode: sync, operatingMode: systemd, %s}");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("ssh://root@127.0.7.2" + mirrored);
        assertThat(api.queries()).isEmpty();
        Sets.only(mirrored);
    }

    @Test
    void eachKindHasItsOwnRetention() throws Exception {
        for (String older : List.of("2026-11-18_013000", "2026-11-19_013000")) {
            samples.add(root.resolve("home/core/etcd-snapshots"), older);
        }
        api.node("master-1", MIRROR, "InternalIP=127.0.7.1");

        Program.Result result = sync("{mode: both, retention: {keepLast: 1}, pv: {retention: {keepLast: 2}}, %s}");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(Sets.in(volume)).hasSize(2);
        assertThat(Sets.in(mirrored)).hasSize(1);
    }

    @Test
    void nobodysRetentionReachesTheSetsOfAnotherCluster() throws Exception {
        for (String cluster : List.of("prod", "test")) {
            Path sets = Files.createDirectories(volume.resolve(cluster));
            samples.add(sets, "2026-11-18_013000");
            samples.add(sets, "2026-11-19_013000");
        }

        Program.Result own = sync("{mode: pv, clusterId: prod, %s}", "--keep-last", "1");
        Program.Result above = sync("{mode: pv, %s}", "--keep-last", "1");

        assertThat(own.exitCode()).as(own.err()).isZero();
        assertThat(above.exitCode()).as(above.err()).isZero();
        assertThat(Sets.in(volume.resolve("prod"))).hasSize(1);
        assertThat(Sets.in(volume.resolve("test"))).hasSize(2);
        Sets.only(volume);
        assertThat(Sets.store(volume).list().clusters()).containsExactly("prod", "test");
    }

    @Test
    void theClustersDirectoryIsMadeWithThoseAboveItOnAMirror() throws Exception {
        Path values = Files.writeString(directory.resolve("id.yaml"), "clusterId: prod");

        Program.Result result = program(
                        "-f", values.toString(), "--to", mirror.location(mirrored.getFileName() + "/a/b"))
                .run();

        assertThat(result.exitCode()).as(result.err()).isZero();
        Sets.only(mirrored.resolve("a/b/prod"));
    }

    @Test
    void aLockThatIsLetGoMeanwhileHoldsNobodyUpForGood() throws Exception {
        Path free = directory.resolve("free-" + volume.getFileName());
        try (FileChannel lock = holdLock(volume)) {
            Process running = program("--retry-for", "100s", "--to", volume.toString(), "--to", free.toString())
                    .start();
            String told = awaitLine(running, "again in 2 s");
            assertThat(told).contains("trying %s again".formatted(volume));
            while (Sets.in(free).isEmpty() && running.isAlive()) {
                Thread.sleep(50);
            }
            Sets.only(free);
            lock.close();
            assertThat(running.waitFor()).isZero();
            Sets.only(volume);
        }
    }

    @Test
    void whatWillNotPassFailsAtOnce() throws Exception {
        Path unknown = Files.createTempFile(directory, "known", "hosts");

        Program.Result result = Program.etcdSnapshot(
                        "sync",
                        "--host-root",
                        root.toString(),
                        "--retry-for",
                        "1h",
                        "--identity",
                        mirror.identity("id_ed25519").toString(),
                        "--known-hosts",
                        unknown.toString(),
                        "--to",
                        mirror.location("x"))
                .run();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("the host key of").doesNotContain("again in");
    }

    @Test
    void aSignalEndsTheWaitForAnotherTry() throws Exception {
        try (FileChannel lock = holdLock(volume)) {
            Process running =
                    program("--retry-for", "1h", "--to", volume.toString()).start();
            awaitLine(running, "again in 4 s");

            running.destroy();
            assertThat(lock.isOpen()).isTrue();

            assertThat(running.waitFor(3, TimeUnit.SECONDS)).isTrue();
            assertThat(running.exitValue()).isEqualTo(143);
        }
    }

    @Test
    void theTimeToRetryComesFromTheValuesToo() throws Exception {
        try (FileChannel lock = holdLock(volume)) {
            assertThat(lock.isOpen()).isTrue();
            Program.Result result = sync("{mode: pv, job: {copyRetryFor: 1s}, %s}");

            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.err()).containsOnlyOnce("again in 1 s");
        }
    }

    /** As another run does. */
    private static FileChannel holdLock(Path location) throws IOException {
        FileChannel lock = FileChannel.open(
                location.resolve(".etcd-snapshot.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        assertThat(lock.tryLock()).isNotNull();
        return lock;
    }

    private static String awaitLine(Process running, String part) throws IOException {
        BufferedReader err = running.errorReader();
        String line = err.readLine();
        while (line != null && !line.contains(part)) {
            line = err.readLine();
        }
        return String.valueOf(line);
    }

    /** @param values with a place for what all tests have, such as no retries */
    private Program.Result sync(String values, String... options) throws Exception {
        String common = "labelDomain: example.com, snapshot: {purgeDays: 0}, sync: {user: root, directory: '%s'}%s"
                .formatted(mirrored, values.contains("job:") ? "" : ", job: {copyRetryFor: 0s}");
        Path file = Files.writeString(Files.createTempFile(directory, "values", ".yaml"), values.formatted(common));
        return program("-f", file.toString(), "--volume", volume.toString())
                .and(options)
                .run();
    }

    private Program program(String... options) {
        Program program = Program.etcdSnapshot("sync", "--host-root", root.toString())
                .and(mirror.options())
                .and(options)
                .with("ETCD_SNAPSHOT_NODE", "master-0");
        api.environment().forEach(program::with);
        return program;
    }
}
