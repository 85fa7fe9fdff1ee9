package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.testing.ContainerImage;
import io.etcdsnapshot.testing.KubeApi;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import io.etcdsnapshot.testing.StandInHost;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The chart's pods in real containers: what lands at the destinations is what the contract promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodIT {
    private static final String ON_A_CLAIM = "{mode: pv, pv: {existingClaim: c}}";

    @TempDir
    static Path directory;

    private final List<SshMirror> mirrors = new ArrayList<>();
    private StandInHost host;
    private KubeApi api;
    private Path sync;
    private Path volume;
    private int pods;

    @BeforeAll
    void start() throws Exception {
        ContainerImage.build();
        host = StandInHost.openShift(directory);
        api = KubeApi.start(directory);
        sync = directory.resolve("mirrored");
        Path secret = Files.createDirectory(directory.resolve("secret"));
        for (String address : List.of("127.66.0.1", "127.66.0.2")) {
            SshMirror mirror = SshMirror.start(
                    directory, Map.of("SSHD_EXTRA", "ListenAddress " + address + ":22", "SSHD_OWN", sync.toString()));
            mirrors.add(mirror);
            api.node("master-" + mirrors.size(), "etcd-snapshot.example.com/role=mirror", "InternalIP=" + address);
            String key = Files.readString(mirror.path("ssh_host_ed25519_key.pub"));
            Files.writeString(
                    secret.resolve("known_hosts"),
                    address + " " + key,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Files.copy(
                    mirrors.get(0).identity("id_ed25519.pub"),
                    mirror.path("authorized_keys"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(mirrors.get(0).identity("id_ed25519"), secret.resolve("private"));
        api.node("master-0", "etcd-snapshot.example.com/role=snapshot", "InternalIP=127.0.0.1");
    }

    @AfterAll
    void stop() throws Exception {
        for (SshMirror mirror : mirrors) {
            mirror.close();
        }
        api.close();
        host.close();
    }

    @BeforeEach
    void clear() throws Exception {
        host.reset();
        volume = Files.createDirectory(directory.resolve("pv" + pods++));
        for (SshMirror mirror : mirrors) {
            Program.of("find", mirror.path("own").toString(), "-mindepth", "1", "-delete")
                    .output();
        }
    }

    private RenderedPod pod(String values, String cronJob) throws IOException {
        Release release = Chart.render(values);
        return pod(release, release.pod(cronJob));
    }

    private RenderedPod pod(Release release, Node spec) throws IOException {
        return new RenderedPod(
                release, spec, new TestCluster(), Files.createDirectory(directory.resolve("pod" + pods++)));
    }

    private final class TestCluster implements RenderedPod.Cluster {
        @Override
        public String nodeName() {
            return "master-0";
        }

        @Override
        public Path hostRoot() {
            return host.root();
        }

        @Override
        public Path volume() {
            return volume;
        }

        @Override
        public Path secret(String name) {
            assertThat(name).isIn("ssh-key-pair", "bucket-keys", "missing");
            return directory.resolve(name.equals("ssh-key-pair") ? "secret" : name);
        }

        @Override
        public Path serviceAccount() {
            return api.serviceAccount();
        }

        @Override
        public Map<String, String> environment() {
            return Map.of(
                    "KUBERNETES_SERVICE_HOST", api.environment().get("KUBERNETES_SERVICE_HOST"),
                    "KUBERNETES_SERVICE_PORT", api.environment().get("KUBERNETES_SERVICE_PORT"));
        }
    }

    @Test
    void modePvBringsTheSetToTheVolume() throws Exception {
        Map<String, RenderedPod.Ended> ended =
                run("{mode: pv, clusterId: prod, pv: {server: nfs, path: /x}}", "etcd-snapshot");

        assertThat(ended).containsOnlyKeys("snapshot", "purge", "sync");
        BackupSet set = Sets.only(host.backups());
        assertArrived(volume.resolve("prod"), set);
        JsonObject snapshot = ended.get("snapshot").summary();
        assertThat(snapshot.get("id").getAsString()).isEqualTo(set.id().value());
        assertThat(snapshot.get("sizeBytes").getAsLong()).isEqualTo(set.sizeBytes());
        assertThat(ended.get("purge").summary().get("kept").getAsInt()).isEqualTo(1);
        JsonObject destination = destinations(ended).get(0);
        assertThat(destination.get("location").getAsString()).isEqualTo("/pv/prod");
        assertThat(destination.get("copied").getAsInt()).isEqualTo(1);
    }

    @Test
    void modeSyncBringsTheSetToTheHostsThatAreNamed() throws Exception {
        Map<String, RenderedPod.Ended> ended = run(
                "{mode: sync, sync: {user: root, directory: '%s', hosts: [127.66.0.1, root@127.66.0.2:22]}}"
                        .formatted(sync),
                "etcd-snapshot");

        assertArrivedOnMirrors();
        assertThat(destinations(ended)).hasSize(2);
    }

    @Test
    void modeBothBringsTheSetToTheVolumeAndToTheNodesThatAreLabelledNow() throws Exception {
        Map<String, RenderedPod.Ended> ended = run(
                "{mode: both, pv: {existingClaim: c}, sync: {user: root, directory: '%s'}}".formatted(sync),
                "etcd-snapshot");

        assertArrived(volume, Sets.only(host.backups()));
        assertArrivedOnMirrors();
        assertThat(destinations(ended)).hasSize(3).allMatch(each -> each.get("ok")
                .getAsBoolean());
    }

    @Test
    void aBucketGetsTheSetBesideTheVolumeAndIsVerifiedThere() throws Exception {
        S3Gateway gateway = S3Gateway.shared(S3Gateway.Kind.CEPH);
        String bucket = gateway.newLockingBucket();
        putKeys(gateway);
        String values =
                "{clusterId: prod, pv: {existingClaim: c}, s3: {bucket: %s, prefix: sets, endpoint: '%s', credentialsSecret: bucket-keys, objectLock: {days: 2}}}"
                        .formatted(bucket, gateway.endpoint());
        String location = "s3://" + bucket + "/sets/prod";

        Release release = Chart.render(values);
        Map<String, RenderedPod.Ended> checked = pod(
                        release, release.get("Pod", "etcd-snapshot-test").at("spec"))
                .run();
        assertGood(checked);
        Map<String, RenderedPod.Ended> ended = run(values, "etcd-snapshot");

        assertThat(checked.get("check").out()).contains("new sets are locked for 2 days (governance)");
        BackupSet set = Sets.only(host.backups());
        assertArrived(volume.resolve("prod"), set);
        assertThat(destinations(ended)).hasSize(2).allMatch(each -> each.get("ok")
                .getAsBoolean());
        assertThat(destinations(ended))
                .extracting(each -> each.get("location").getAsString())
                .containsExactlyInAnyOrder("/pv/prod", location);
        String there = "sets/prod/" + set.id().value() + "/";
        assertThat(gateway.keys(bucket))
                .filteredOn(key -> key.startsWith(there))
                .hasSize(4);
        assertThat(gateway.keys(bucket))
                .filteredOn(key -> !key.startsWith(there))
                .containsExactlyInAnyOrder(
                        "sets/etcd-snapshot.html",
                        "sets/prod/.etcd-snapshot-history.jsonl",
                        "sets/prod/etcd-snapshot.html");
        assertThat(run(values, "etcd-snapshot-verify")).containsOnlyKeys("verify-node", "verify-pv", "verify-s3");
    }

    @Test
    void aBucketWhoseSecretIsMissingFailsAloneAndNamesIt() throws Exception {
        Files.createDirectories(directory.resolve("missing"));

        Map<String, RenderedPod.Ended> ended = pod(
                        "{pv: {existingClaim: c}, job: {copyRetryFor: 0s}, s3: {bucket: abc, credentialsSecret: missing}}",
                        "etcd-snapshot")
                .run();

        assertArrived(volume, Sets.only(host.backups()));
        assertThat(ended.get("sync").exitCode()).isEqualTo(3);
        assertThat(ended.get("sync").summary().get("error").getAsString())
                .contains("s3://abc: there is no Secret missing, or it is empty");
    }

    private static void putKeys(S3Gateway gateway) throws IOException {
        Path keys = Files.createDirectories(directory.resolve("bucket-keys"));
        for (Map.Entry<String, String> key : gateway.environment().entrySet()) {
            Files.writeString(keys.resolve(key.getKey()), key.getValue());
        }
    }

    @Test
    void aSecondRunSendsWhatIsNewAndPurgesWhatIsStale() throws Exception {
        String values = "{mode: pv, pv: {existingClaim: c}, snapshot: {purgeDays: 0}, retention: {keepLast: 1}}";
        run(values, "etcd-snapshot");
        BackupSet first = Sets.only(host.backups());

        Map<String, RenderedPod.Ended> ended = run(values, "etcd-snapshot");

        BackupSet second = Sets.only(host.backups());
        assertThat(second.id()).isNotEqualTo(first.id());
        assertArrived(volume, second);
        assertThat(ended.get("purge").summary().get("removed").getAsInt()).isEqualTo(1);
        assertThat(destinations(ended).get(0).get("removed").getAsInt()).isEqualTo(1);
    }

    @Test
    void aMirrorThatIsAwayFailsTheLastStepAlone() throws Exception {
        Map<String, RenderedPod.Ended> ended = pod(
                        "{mode: both, pv: {existingClaim: c}, job: {copyRetryFor: 0s}, sync: {hosts: ['127.0.0.1:1']}}",
                        "etcd-snapshot")
                .run();

        assertArrived(volume, Sets.only(host.backups()));
        assertThat(ended.get("sync").exitCode()).isEqualTo(3);
        JsonObject summary = ended.get("sync").summary();
        assertThat(summary.get("exitCode").getAsInt()).isEqualTo(3);
        assertThat(summary.get("error").getAsString()).contains("127.0.0.1:1").contains("connection refused");
    }

    @Test
    void ofTwoAtOnceOneTakesASetAndTheOtherSkipsWithoutAFailure() throws Exception {
        host.fault("slow", "3");

        List<Map<String, RenderedPod.Ended>> both =
                together(pod(ON_A_CLAIM, "etcd-snapshot"), pod(ON_A_CLAIM, "etcd-snapshot"));

        both.forEach(PodIT::assertGood);
        String id = Sets.only(host.backups()).id().value();
        assertThat(both)
                .extracting(ended -> ended.get("snapshot").message())
                .satisfiesExactlyInAnyOrder(
                        first -> assertThat(first).contains("\"id\":\"" + id),
                        second -> assertThat(second).contains("\"skipped\":\"another run took " + id));
        assertArrived(volume, Sets.only(host.backups()));
    }

    @Test
    void ofTwoAtOnceThatMayNotWaitOneIsRefusedAndNamesThePodOfTheOther() throws Exception {
        host.fault("slow", "3");
        String values = "{mode: pv, pv: {existingClaim: c}, job: {lockWait: ''}}";

        List<RenderedPod.Ended> snapshots =
                together(pod(values, "etcd-snapshot"), pod(values, "etcd-snapshot")).stream()
                        .map(ended -> ended.get("snapshot"))
                        .toList();

        assertThat(snapshots).extracting(RenderedPod.Ended::exitCode).containsExactlyInAnyOrder(0, 5);
        assertThat(snapshots).filteredOn(ended -> ended.exitCode() == 5).allSatisfy(refused -> {
            assertThat(refused.err())
                    .containsPattern("error: another run holds the lock of \\S+: snapshot, pod pod\\d+, ");
            assertThat(refused.message()).contains("\"exitCode\":5", "another run holds the lock");
        });
    }

    /** In the second in which the run purges; a slow one holds the lock for longer than the standby looks. */
    @Test
    void aRunAndItsStandbyNeverMeetOverTheNodesSets() throws Exception {
        String standby = "{mode: pv, pv: {existingClaim: c}, snapshot: {standbyAfter: 1s}}";

        List<Map<String, RenderedPod.Ended>> both =
                together(pod(ON_A_CLAIM, "etcd-snapshot"), pod(standby, "etcd-snapshot-standby"));

        both.forEach(PodIT::assertGood);
        Sets.only(host.backups());
        assertThat(both.get(1).get("snapshot").summary().get("skipped").getAsString())
                .startsWith("another run took ");
        assertThat(both.get(1).get("purge").summary().get("skipped").getAsString())
                .contains("nothing to do");
    }

    private static List<Map<String, RenderedPod.Ended>> together(RenderedPod... pods) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(pods.length);
        try {
            List<Future<Map<String, RenderedPod.Ended>>> running = new ArrayList<>();
            for (RenderedPod pod : pods) {
                running.add(threads.submit((Callable<Map<String, RenderedPod.Ended>>) pod::run));
            }
            List<Map<String, RenderedPod.Ended>> ended = new ArrayList<>();
            for (Future<Map<String, RenderedPod.Ended>> run : running) {
                ended.add(run.get());
            }
            return ended;
        } finally {
            threads.shutdown();
        }
    }

    /** The pod is killed when its node is drained; the next run would be a day later. */
    @Test
    void whatARunCouldNotCopyIsCaughtUpByASmallJobThatTakesNoSnapshot() throws Exception {
        assertThat(pod(ON_A_CLAIM, "etcd-snapshot").runInit()).containsOnlyKeys("snapshot");
        assertThat(volume).isEmptyDirectory();

        Map<String, RenderedPod.Ended> caughtUp = run(ON_A_CLAIM, "etcd-snapshot-catchup");

        assertThat(caughtUp).containsOnlyKeys("sync");
        assertArrived(volume, Sets.only(host.backups()));
        assertThat(destinations(run(ON_A_CLAIM, "etcd-snapshot-catchup"))
                        .get(0)
                        .get("copied")
                        .getAsInt())
                .isZero();
    }

    /** By hand, say, or by a standby; the night's copy must not be lost for it. */
    @Test
    void aPurgeThatIsRefusedKeepsNoCopyFromBeingMade() throws Exception {
        host.fault("slow", "3");
        RenderedPod pod = pod("{mode: pv, pv: {existingClaim: c}, job: {lockWait: 1s}}", "etcd-snapshot");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CountDownLatch end = new CountDownLatch(1);
        Future<?> other = thread.submit(() -> holdTheLockAfterTheRunThatHasIt(end));
        try {
            Map<String, RenderedPod.Ended> ended = pod.run();

            assertThat(ended.get("purge").exitCode())
                    .as(ended.get("purge").err())
                    .isEqualTo(5);
            assertThat(ended.get("sync").exitCode()).as(ended.get("sync").err()).isZero();
            assertArrived(volume, Sets.only(host.backups()));
        } finally {
            end.countDown();
            other.get();
            thread.shutdown();
        }
    }

    private Void holdTheLockAfterTheRunThatHasIt(CountDownLatch end) throws Exception {
        Path file = host.backups().resolve(".etcd-snapshot.lock");
        while (!Files.exists(file)) {
            Thread.sleep(10);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (FileLock free = channel.tryLock(); free != null; free = channel.tryLock()) {
                free.release();
                Thread.sleep(10);
            }
            channel.lock();
            end.await();
        }
        return null;
    }

    @Test
    void theStandbyLeavesItToTheRunAndTakesOverWhereThereIsNone() throws Exception {
        String values = "{mode: pv, pv: {existingClaim: c}, snapshot: {standbyAfter: 1s}}";
        run(values, "etcd-snapshot-standby");
        BackupSet taken = Sets.only(host.backups());

        Map<String, RenderedPod.Ended> again = run(values, "etcd-snapshot-standby");

        assertThat(Sets.only(host.backups()).id()).isEqualTo(taken.id());
        assertThat(again.get("snapshot").summary().get("skipped").getAsString())
                .contains(taken.id().value());
    }

    @Test
    void theStepsSleepForDebugging() throws Exception {
        RenderedPod pod = pod("{mode: sync, debug: {active: true, timeout: 0.1s}}", "etcd-snapshot");

        assertThat(pod.run().values()).extracting(RenderedPod.Ended::exitCode).containsOnly(1);
        assertThat(host.backupTree()).doesNotContain("snapshot_");
    }

    @Test
    void helmTestProvesTheInstallationWithoutTakingASnapshot() throws Exception {
        String values = "{mode: both, pv: {existingClaim: c}, sync: {user: root, directory: '%s'}}".formatted(sync);
        Release release = Chart.render(values);

        Map<String, RenderedPod.Ended> ended = pod(
                        release, release.get("Pod", "etcd-snapshot-test").at("spec"))
                .run();

        assertThat(ended).containsOnlyKeys("check");
        assertGood(ended);
        assertGood(pod(release, release.get("Pod", "etcd-snapshot-test-node").at("spec"))
                .run());
        assertThat(ended.get("check").out()).contains("127.66.0.1", "127.66.0.2", "/pv");
        assertThat(host.backupTree()).doesNotContain("snapshot_");
    }

    @Test
    void theWeeklyProofReadsTheNodesSetAndTheVolumesAndTellsWhichIsDamaged() throws Exception {
        String values = "{mode: pv, pv: {existingClaim: c}}";
        run(values, "etcd-snapshot");
        String id = Sets.only(host.backups()).id().value();
        assertThat(run(values, "etcd-snapshot-verify")).containsOnlyKeys("verify-node", "verify-pv");

        SampleSets.damage(volume.resolve(id).resolve("snapshot_" + id + ".db"));

        Map<String, RenderedPod.Ended> ended =
                pod(values, "etcd-snapshot-verify").run();
        assertThat(ended.get("verify-node").exitCode()).isZero();
        assertThat(ended.get("verify-pv").exitCode()).isEqualTo(4);
        assertThat(ended.get("verify-pv").summary().get("damaged").getAsInt()).isEqualTo(1);
    }

    private Map<String, RenderedPod.Ended> run(String values, String cronJob) throws Exception {
        Map<String, RenderedPod.Ended> ended = pod(values, cronJob).run();
        assertGood(ended);
        return ended;
    }

    private static void assertGood(Map<String, RenderedPod.Ended> ended) {
        ended.forEach((name, step) -> {
            assertThat(step.exitCode())
                    .as("%s: %s%s", name, step.out(), step.err())
                    .isZero();
            assertThat(step.summary().get("ok").getAsBoolean()).isTrue();
            assertThat(name).startsWith(step.summary().get("command").getAsString());
        });
    }

    private static List<JsonObject> destinations(Map<String, RenderedPod.Ended> ended) {
        List<JsonObject> destinations = new ArrayList<>();
        ended.get("sync")
                .summary()
                .getAsJsonArray("destinations")
                .forEach(each -> destinations.add(each.getAsJsonObject()));
        return destinations;
    }

    private void assertArrivedOnMirrors() throws Exception {
        for (SshMirror mirror : mirrors) {
            assertArrived(mirror.path("own"), Sets.only(host.backups()));
        }
    }

    /** The same set and no other, whole by our own proof and by that of everybody's tools, and private. */
    private static void assertArrived(Path location, BackupSet original) throws Exception {
        BackupSet copy = Sets.only(location);
        assertThat(copy.id()).isEqualTo(original.id());
        assertThat(copy.manifest()).isEqualTo(original.manifest());
        Program.of("bash", "-c", "cd '%s' && sha256sum -c SHA256SUMS".formatted(copy.path()))
                .output();
        assertThat(Program.of("find", copy.path(), "-type", "d", "-perm", "700", "-o", "-type", "f", "-perm", "600")
                        .output()
                        .lines())
                .hasSize(5);
    }
}
