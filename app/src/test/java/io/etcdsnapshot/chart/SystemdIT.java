package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.BootedHost;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The rendered units, run by a real systemd on a stand-in host with a real etcd; only podman is a stand-in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemdIT {
    private static final String SNAPSHOT = "etcd-snapshot.service";
    private static final String SYNC = "etcd-snapshot-sync.service";

    @TempDir
    static Path directory;

    private StandInHost host;
    private SshMirror mirror;

    @BeforeAll
    void start() throws Exception {
        RealThings.require("systemd-nspawn", "systemd-analyze", "nsenter");
        RealThings.requireRootOfTheMachine();
        host = StandInHost.openShift(directory);
        BootedHost.prepare(host);
        mirror = SshMirror.start(directory);
    }

    @AfterAll
    void stop() throws Exception {
        mirror.close();
        host.close();
    }

    @BeforeEach
    void reset() throws Exception {
        host.reset();
        for (String left : List.of("/etc/systemd/system", "/var/mnt", "/var/lib/systemd/timers")) {
            Program.of("find", host.path(left).toString(), "-mindepth", "1", "-delete")
                    .run();
        }
        Program.of("rm", "-rf", mirror.path("copies").toString()).output();
    }

    @Test
    void systemdVerifiesEveryUnit() throws Exception {
        String systemd = "{host: master-0, syncOnCalendar: hourly, onFailure: [tell@%n.service]}";
        Files.writeString(
                host.path("/etc/systemd/system/tell@.service"), "[Service]\nType=oneshot\nExecStart=/bin/true\n");
        for (String values : MachineConfigIT.variants()) {
            MachineConfig config = MachineConfig.of(systemd, values);
            config.layOut(host.root());

            for (String unit : config.units().keySet()) {
                Program.Result verified = Program.of(
                                "systemd-analyze",
                                "verify",
                                "--man=no",
                                "--root=" + host.root(),
                                "/etc/systemd/system/" + unit)
                        .run();
                assertThat(verified.exitCode()).as(unit + verified.all()).isZero();
                assertThat(verified.all()).as(unit).isEmpty();
            }
        }
    }

    @Test
    void aSnapshotIsTakenAndThenCopiedWithTheKeyOfTheSecretWhichIsGoneAfterwards() throws Exception {
        MachineConfig.of("{host: master-0}", toMirror()).layOut(host.root());
        putSecret();
        try (BootedHost booted = BootedHost.boot(host, "master-0.prod.example.com")) {
            assertStarts(booted, SNAPSHOT);
            awaitEnd(booted, SYNC);

            assertThat(booted.show(SYNC, "Result")).as(booted.journal(SYNC)).isEqualTo("success");
            assertThat(Sets.only(host.backups()).id())
                    .isEqualTo(Sets.only(mirror.path("copies")).id());
            Sets.assertAllWhole(mirror.path("copies"));
            assertThat(booted.run("ls", "/run").out()).doesNotContain("etcd-snapshot-sync");
            assertThat(booted.run("journalctl", "--boot", "--no-pager").out()).doesNotContain("PRIVATE KEY");
            assertStarts(booted, "etcd-snapshot-verify.service");
            assertThat(booted.run("systemctl", "list-timers", "--all").out())
                    .contains("etcd-snapshot.timer", "etcd-snapshot-verify.timer");
        }
    }

    @Test
    void aBucketGetsTheSetsWithTheKeysOfTheSecretWhichAreGoneAfterwards() throws Exception {
        S3Gateway gateway = S3Gateway.shared(S3Gateway.Kind.CEPH);
        String bucket = gateway.newBucket();
        Path secret = Files.createDirectories(host.path("/etc/standin/secrets/etcd-backup/bucket-keys"));
        for (Map.Entry<String, String> key : gateway.environment().entrySet()) {
            Files.writeString(secret.resolve(key.getKey()), key.getValue());
        }
        MachineConfig.of(
                        "{host: master-0}",
                        "{s3: {bucket: %s, endpoint: '%s', credentialsSecret: bucket-keys}}"
                                .formatted(bucket, gateway.endpoint()))
                .layOut(host.root());
        try (BootedHost booted = BootedHost.boot(host, "master-0.prod.example.com")) {
            assertStarts(booted, SNAPSHOT);
            awaitEnd(booted, SYNC);

            assertThat(booted.show(SYNC, "Result")).as(booted.journal(SYNC)).isEqualTo("success");
            String id = Sets.only(host.backups()).id().value();
            assertThat(gateway.keys(bucket))
                    .contains("etcd-snapshot.html")
                    .filteredOn(key -> key.startsWith(id + "/"))
                    .hasSize(4);
            assertStarts(booted, "etcd-snapshot-verify.service");
            awaitEnd(booted, "etcd-snapshot-verify-bucket.service");
            assertThat(booted.show("etcd-snapshot-verify-bucket.service", "Result"))
                    .as(booted.journal("etcd-snapshot-verify-bucket.service"))
                    .isEqualTo("success");
            assertThat(booted.run("ls", "/run").out()).doesNotContain("etcd-snapshot-s3", "etcd-snapshot-verify-s3");
            assertThat(booted.run("journalctl", "--boot", "--no-pager").out()).doesNotContain(gateway.secret());
        }
    }

    @Test
    void elsewhereNothingHappensAndThatIsInOrder() throws Exception {
        MachineConfig.of("{host: master-1, syncOnCalendar: hourly}", toMirror()).layOut(host.root());
        putSecret();
        Files.createDirectories(host.backups());
        String before = host.backupTree();
        try (BootedHost booted = BootedHost.boot(host, "master-10")) {
            for (String unit : List.of(SNAPSHOT, SYNC, "etcd-snapshot-verify.service")) {
                assertStarts(booted, unit);
                assertThat(booted.show(unit, "ConditionResult")).as(unit).isEqualTo("no");
            }
            assertThat(booted.run("systemctl", "is-failed", "etcd-snapshot*").exitCode())
                    .isNotZero();
        }
        assertThat(host.backupTree()).isEqualTo(before);
        assertThat(mirror.path("copies")).doesNotExist();
    }

    @Test
    void aRefusedSnapshotIsAFailedUnitAndStartsTheOneOfTheAdministrator() throws Exception {
        MachineConfig.of("{host: master-0, onFailure: [tell@%n.service]}", "{mode: sync, snapshot: {retryFor: 0s}}")
                .layOut(host.root());
        Files.writeString(
                host.path("/etc/systemd/system/tell@.service"),
                "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'echo %i >/etc/standin/told'\n");
        host.fault("progressing", "kube-apiserver");
        try (BootedHost booted = BootedHost.boot(host, "master-0")) {
            assertThat(booted.run("systemctl", "start", SNAPSHOT).exitCode()).isNotZero();

            assertThat(booted.show(SNAPSHOT, "ExecMainStatus")).isEqualTo("5");
            assertThat(booted.run("systemctl", "is-failed", SNAPSHOT).out()).contains("failed");
            assertThat(booted.journal(SNAPSHOT)).contains("progressing");
            awaitEnd(booted, "tell@" + SNAPSHOT);
            assertThat(host.path("/etc/standin/told")).content().contains(SNAPSHOT);
        }
    }

    @Test
    void aSnapshotThatHangsIsEndedAtTheDeadlineAndLeavesNothing() throws Exception {
        MachineConfig.of("{host: master-0}", "{mode: sync, job: {deadline: 5s}}")
                .layOut(host.root());
        host.fault("hang", "");
        try (BootedHost booted = BootedHost.boot(host, "master-0")) {
            assertThat(booted.run("systemctl", "start", SNAPSHOT).exitCode()).isNotZero();

            assertThat(booted.show(SNAPSHOT, "Result")).isEqualTo("timeout");
            assertThat(host.backupEntries()).noneMatch(name -> name.startsWith(".incomplete-"));
            assertThat(booted.run("pgrep", "--full", "cluster-backup").out()).isEmpty();
        }
    }

    @Test
    void theOtherEtcdMembersOfTheHostAreTheMirrors() throws Exception {
        MachineConfig.of("{host: master-0}", "{mode: sync, job: {copyRetryFor: 0s}}")
                .layOut(host.root());
        putSecret();
        try (BootedHost booted = BootedHost.boot(host, "master-0")) {
            assertStarts(booted, SNAPSHOT);
            awaitEnd(booted, SYNC);

            assertThat(booted.journal(SYNC))
                    .contains("ssh://core@127.0.0.2/home/core/etcd-snapshots")
                    .contains("ssh://core@127.0.0.3/home/core/etcd-snapshots")
                    .doesNotContain("127.0.0.1");
        }
    }

    @Test
    void withoutTheSecretTheVolumeIsServedAllTheSame() throws Exception {
        MachineConfig config = MachineConfig.of("{host: master-0}", toVolumeAnd("both"));
        config.layOut(host.root());
        mountInsteadOfNfs("tmpfs");
        try (BootedHost booted = BootedHost.boot(host, "master-0")) {
            assertStarts(booted, SNAPSHOT);
            awaitEnd(booted, SYNC);

            assertThat(booted.journal(SYNC))
                    .contains("secrets \"ssh-key-pair\" not found")
                    .contains("there is no Secret ssh-key-pair, or it has no key named private");
            assertThat(booted.show(SYNC, "ExecMainStatus")).isEqualTo("3");
            assertThat(booted.run("ls", "/var/mnt/etcd-snapshot/prod-1").out().lines())
                    .containsExactly(Sets.only(host.backups()).id().toString(), "etcd-snapshot.html");
            assertStarts(booted, "etcd-snapshot-verify.service");
            awaitEnd(booted, "etcd-snapshot-verify-volume.service");
            assertThat(booted.show("etcd-snapshot-verify-volume.service", "Result"))
                    .isEqualTo("success");
        }
    }

    @Test
    void aVolumeThatIsAwayFailsAloneAndNothingGoesToTheDiskBelow() throws Exception {
        MachineConfig.of("{host: master-0}", toVolumeAnd("both")).layOut(host.root());
        mountInsteadOfNfs("no-such-type");
        putSecret();
        try (BootedHost booted = BootedHost.boot(host, "master-0")) {
            assertStarts(booted, SNAPSHOT);
            awaitEnd(booted, SYNC);

            assertThat(booted.show(SYNC, "ExecMainStatus"))
                    .as(booted.journal(SYNC))
                    .isEqualTo("3");
            Sets.only(mirror.path("copies/prod-1"));
        }
        assertThat(host.path("/var/mnt/etcd-snapshot")).isEmptyDirectory();
    }

    private String toMirror() {
        return "{mode: sync, sync: {hosts: ['root@127.0.0.1:%s'], directory: %s}}"
                .formatted(port(), mirror.path("copies"));
    }

    private String toVolumeAnd(String mode) {
        return ("{mode: %s, clusterId: prod-1, pv: {server: nfs.example.com, path: /exports}, job: {copyRetryFor: 0s}, "
                        + "sync: {hosts: ['root@127.0.0.1:%s'], directory: %s}}")
                .formatted(mode, port(), mirror.path("copies"));
    }

    private String port() {
        return mirror.location("x").replaceFirst(".*127\\.0\\.0\\.1:(\\d+)/.*", "$1");
    }

    private void putSecret() throws Exception {
        Path secret = Files.createDirectories(host.path("/etc/standin/secrets/etcd-backup/ssh-key-pair"));
        Files.copy(mirror.identity("id_ed25519"), secret.resolve("private"));
        Files.copy(mirror.knownHosts(), secret.resolve("known_hosts"));
    }

    /** There is no NFS server here; all else about the mount is as rendered. */
    private void mountInsteadOfNfs(String type) throws Exception {
        Path changes = Files.createDirectories(host.path("/etc/systemd/system/var-mnt-etcd\\x2dsnapshot.mount.d"));
        Files.writeString(changes.resolve("type.conf"), "[Mount]\nWhat=any\nType=%s\nOptions=rw\n".formatted(type));
    }

    private static void assertStarts(BootedHost booted, String unit) throws Exception {
        Program.Result started = booted.run("systemctl", "start", unit);
        assertThat(started.exitCode()).as(started.all() + booted.journal(unit)).isZero();
    }

    private static void awaitEnd(BootedHost booted, String unit) throws Exception {
        for (int attempt = 0; attempt < 300; attempt++) {
            if (List.of("inactive", "failed").contains(booted.show(unit, "ActiveState"))
                    && !booted.run("systemctl", "list-jobs").out().contains(unit)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new AssertionError(unit + " does not end:\n" + booted.journal(unit));
    }
}
