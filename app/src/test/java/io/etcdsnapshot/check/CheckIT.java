package io.etcdsnapshot.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SshMirror;
import io.etcdsnapshot.testing.StandInHost;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An installation proven on a stand-in host with real mirrors, and every way in which it may be wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckIT {
    @TempDir
    static Path directory;

    private StandInHost host;
    private SshMirror mirror;
    private Path volume;

    @BeforeAll
    void start() throws Exception {
        host = StandInHost.openShift(directory);
        mirror = SshMirror.start(directory);
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
        mirror.close();
    }

    @BeforeEach
    void reset() throws Exception {
        host.reset();
        volume = Files.createTempDirectory(directory, "volume");
    }

    @Test
    void aWholeInstallationIsInOrderAndNothingIsChanged() throws Exception {
        String before = trees();

        Program.Result result = check("-o", "json", "--to", volume + "/prod", "--to", mirror.location("sets/of/prod"));

        assertThat(result.exitCode()).as(result.all()).isZero();
        JsonObject document = JsonParser.parseString(result.out()).getAsJsonObject();
        assertThat(document.get("ok").getAsBoolean()).isTrue();
        String sets = "host: /home/core/etcd-snapshots: ";
        String ssh = mirror.location("sets/of/prod") + ": ";
        assertThat(details(document))
                .containsEntry("host: root", "programs run in " + host.root())
                .containsEntry("host: backup program", "/usr/local/bin/cluster-backup.sh")
                .containsEntry("host: operators", "none is progressing")
                .containsKeys("host: cluster age", "host: room", sets + "allowed", sets + "space", sets + "lock")
                .containsEntry(sets + "directory", "it will be made in " + host.path("/home/core"))
                .containsEntry(volume + "/prod: directory", "it will be made in " + volume)
                .containsEntry(volume + "/prod: writable", "1 MiB written, verified (read back), renamed and removed")
                .containsEntry(ssh + "login", "the host key is known, user root is let in, shell and SFTP")
                .containsEntry(ssh + "directory", "it will be made in " + mirror.path(""))
                .containsEntry(
                        ssh + "writable", "1 MiB written, verified (hashed by the remote host), renamed and removed")
                .containsEntry(ssh + "lock", "nobody holds it")
                .hasEntrySatisfying(ssh + "space", text -> assertThat(text).endsWith(" MiB free"));
        assertThat(trees()).isEqualTo(before);
    }

    @Test
    void whatIsThereAlreadyIsLookedAtAsItIs() throws Exception {
        assertThat(host.snapshot().exitCode()).isZero();
        Files.createDirectories(mirror.path("there"));
        String before = trees();

        Program.Result result = check("--method", "etcdctl", "--to", mirror.location("there"));

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(result.out())
                .containsPattern("ok +host: backup program +/\\S+/etcdctl against https://")
                .containsPattern("ok +host: /home/core/etcd-snapshots: directory +it is there")
                .containsPattern("ok +ssh://\\S+/there: directory +it is there");
        assertThat(trees()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --script /opt/none              | host: backup program            | there is no /opt/none on this host
            --directory /etc/sets           | host: /etc/sets: allowed        | the directory /etc/sets is not below
            --min-cluster-age 10y           | host: cluster age               | the cluster is
            --to /dev/null/x                | /dev/null/x: directory          | not a directory: /dev/null
            --to /dev/null                  | /dev/null: directory            | not a directory: /dev/null
            --to ssh://root@127.0.0.1:1/x   | ssh://root@127.0.0.1:1/x: login | connection refused
            """)
    void whatIsWrongIsNamed(String options, String name, String detail) throws Exception {
        assertWrong(check(options.split(" ")), name, detail);
    }

    @Test
    void whatAValuesFileGetsWrongIsNamed() throws Exception {
        Path values = Files.writeString(
                directory.resolve("values.yaml"),
                "{mode: both, snapshot: {minFreePercent: 99}, clusterId: prod, pv: {server: nfs, path: /x}}");

        Program.Result result = check("-f", values.toString(), "--volume", volume + "/none");

        assertWrong(result, "host: room", "too little space for");
        assertWrong(result, "mirrors", "KUBERNETES_SERVICE_HOST is not set here");
        assertWrong(result, volume + "/none/prod", "there is no directory " + volume + "/none");
        assertThat(result.err()).contains("hint: mount the volume there");
    }

    @Test
    void operatorsThatAreProgressingAreTold() throws Exception {
        host.fault("progressing", "etcd");

        assertWrong(check(), "host: operators", "the etcd operator is progressing");
        assertThat(check("--force").out()).doesNotContain("operator").doesNotContain("cluster age");
    }

    @Test
    void aRunThatIsAtWorkIsTold() throws Exception {
        Files.createDirectories(host.backups());
        try (FileChannel lock = FileChannel.open(
                host.backups().resolve(".etcd-snapshot.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(lock.tryLock()).isNotNull();

            assertWrong(check(), "host: /home/core/etcd-snapshots: lock", "another run holds the lock of");
        }
        assertThat(check().exitCode()).isZero();
    }

    @Test
    void aRootWithoutProgramsIsTold() throws Exception {
        Path empty = Files.createTempDirectory(directory, "empty");

        Program.Result result =
                Program.etcdSnapshot("check", "--host-root", empty.toString()).run();

        assertWrong(result, "host: root", "no program runs in " + empty);
    }

    @Test
    void aHostKeyThatIsNotKnownAndAKeyThatIsRefusedAreTold() throws Exception {
        Path none = Files.createTempFile(directory, "known", "hosts");
        Path other = directory.resolve("other-key");
        Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other.toString())
                .output();
        String login = mirror.location("x") + ": login";

        assertWrong(destination("x", mirror.identity("id_ed25519"), none), login, "the host key of");
        assertWrong(destination("x", other, mirror.knownHosts()), login, "refuses the key for user root");
    }

    @Test
    void aMirrorWithoutShellIsReadBackFrom() throws Exception {
        try (SshMirror filesOnly = SshMirror.start(directory, Map.of("SSHD_EXTRA", "ForceCommand internal-sftp"))) {
            Program.Result result = Program.etcdSnapshot(
                            "check",
                            "--skip-host",
                            "--identity",
                            filesOnly.identity("id_ed25519").toString(),
                            "--known-hosts",
                            filesOnly.knownHosts().toString(),
                            "--to",
                            filesOnly.location("x"))
                    .run();

            assertThat(result.exitCode()).as(result.all()).isZero();
            assertThat(result.out()).contains("SFTP only", "(read back)", "none: two runs at once");
        }
    }

    @Test
    void aFileInTheWayAtAMirrorIsTold() throws Exception {
        Files.writeString(mirror.path("file"), "x");

        assertWrong(
                destination("file", mirror.identity("id_ed25519"), mirror.knownHosts()),
                mirror.location("file") + ": directory",
                "not a directory");
    }

    @Test
    void nothingToCheckIsWrongUsage() throws Exception {
        assertThat(Program.etcdSnapshot("check", "--skip-host").run().exitCode())
                .isEqualTo(2);
    }

    private Program.Result destination(String name, Path identity, Path knownHosts) throws Exception {
        return Program.etcdSnapshot(
                        "check",
                        "--skip-host",
                        "--identity",
                        identity.toString(),
                        "--known-hosts",
                        knownHosts.toString(),
                        "--to",
                        mirror.location(name))
                .run();
    }

    private Program.Result check(String... options) throws Exception {
        return host.etcdSnapshot("check", options)
                .and(mirror.options())
                .with("KUBERNETES_SERVICE_HOST", "")
                .run();
    }

    private static void assertWrong(Program.Result result, String name, String detail) {
        assertThat(result.exitCode()).as(result.all()).isEqualTo(1);
        assertThat(result.out().lines()).anySatisfy(line -> assertThat(line)
                .startsWith("FAILED")
                .contains(" " + name + " ")
                .contains(detail));
        assertThat(result.err().lines())
                .anySatisfy(line ->
                        assertThat(line).startsWith("error: " + name + ": ").contains(detail));
    }

    private static Map<String, String> details(JsonObject document) {
        Map<String, String> details = new LinkedHashMap<>();
        for (JsonElement each : document.getAsJsonArray("checks")) {
            JsonObject check = each.getAsJsonObject();
            assertThat(check.get("ok").getAsBoolean()).isTrue();
            details.put(check.get("name").getAsString(), check.get("detail").getAsString());
        }
        return details;
    }

    /** All there is where the check may write. */
    private String trees() throws IOException, InterruptedException {
        return Program.of(
                        "find",
                        host.path("/home/core").toString(),
                        volume.toString(),
                        mirror.path("").toString(),
                        "!",
                        "-name",
                        "log",
                        "-printf",
                        "%p %s %m\n")
                .output();
    }
}
