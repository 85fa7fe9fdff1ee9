package io.etcdsnapshot.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.SshMirror;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Backups as the real tools leave them, in a directory, on another host and in a bucket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignToolsIT {
    private static final String K3S = "etcd-snapshot-master-0-1795138201.zip";
    private static final String TALOS = "prod-2026-11-20T01:30:02Z.snap.zst.age";
    private static final String GARDENER = "v2/Full-00000000-00000021-1795138203.gz";
    private static final String HYPERSHIFT = "1795138204.db";

    @TempDir
    static Path work;

    private StandInHost host;
    private String id;
    private Path original;
    private Path key;

    /** Made by cluster-backup.sh, which calls etcdctl, and by zip, zstd, age and gzip. */
    @BeforeAll
    void backUp() throws Exception {
        RealThings.require("zip", "zstd", "age", "age-keygen", "gzip");
        host = StandInHost.openShift(Files.createDirectory(work.resolve("host")));
        Program.Result taken = host.snapshot("--method", "script");
        assertThat(taken.exitCode()).as(taken.all()).isZero();
        original = Files.createDirectory(work.resolve("original"));
        key = work.resolve("key.txt");
        try (Stream<Path> sets = Files.list(host.backups())) {
            id = sets.map(set -> set.getFileName().toString())
                    .filter(name -> name.startsWith("20"))
                    .findFirst()
                    .orElseThrow();
        }
        Program.of(
                        "bash",
                        "-euc",
                        """
                cd "$1"
                mkdir backup-nightly-2026-11-20_012957 v2 lost+found
                cp "$2"/snapshot_* "$2"/static_* backup-nightly-2026-11-20_012957
                cp "$2"/snapshot_* 1795138204.db
                cp 1795138204.db etcd-snapshot-master-0-1795138201
                zip -qm etcd-snapshot-master-0-1795138201.zip etcd-snapshot-master-0-1795138201
                age-keygen -o "$3" 2>/dev/null
                zstd -q -c 1795138204.db | age -r "$(age-keygen -y "$3")" > prod-2026-11-20T01:30:02Z.snap.zst.age
                gzip -nc 1795138204.db > v2/Full-00000000-00000021-1795138203.gz
                echo theirs > README
                """,
                        "-",
                        original.toString(),
                        host.backups().resolve(id).toString(),
                        key.toString())
                .output();
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    @Test
    void inADirectory() throws Exception {
        Path place = copy("directory");

        everyCommandWorksOn(place.toString(), List.of());

        assertThat(place.resolve("manifest_" + K3S + ".json")).exists();
        assertThat(place.resolve("backup-nightly-2026-11-20_012957/manifest.json"))
                .exists();
    }

    @Test
    void readersAndARehearsalTakeEachOfThem() throws Exception {
        Path place = copy("read");
        List<String> access = List.of("--from", place.toString(), "--age-identity", key.toString());
        List<String> ids = Pattern.compile("\"id\": \"(.*?)\"")
                .matcher(run(List.of(), "list", "-o", "json", place.toString()).out())
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(ids).hasSize(5);

        for (String each : ids) {
            for (List<String> command : List.of(
                    List.of("usage", each),
                    List.of("get", "all", "-A", "--set", each),
                    List.of("diff", each, each.equals(id) ? ids.get(ids.size() - 1) : id),
                    List.of("rehearse", each))) {
                Program.Result result = run(access, command.toArray(String[]::new));
                assertThat(result.exitCode()).as(result.all()).isZero();
            }
        }
    }

    @Test
    void onAnotherHost() throws Exception {
        try (SshMirror mirror = SshMirror.start(Files.createDirectory(work.resolve("mirror")))) {
            Program.of("cp", "-r", original.toString(), mirror.path("theirs").toString())
                    .output();

            everyCommandWorksOn(mirror.location("theirs"), mirror.options());
        }
    }

    @Test
    void inABucket() throws Exception {
        S3Gateway gateway = S3Gateway.shared(S3Gateway.Kind.CEPH);
        String bucket = gateway.newBucket();
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                gateway.put(bucket, "theirs/" + original.relativize(file), Files.readAllBytes(file));
            }
        }

        everyCommandWorksOn(
                "s3://%s/theirs".formatted(bucket),
                List.of("--s3-endpoint", gateway.endpoint().toString()));
    }

    private Path copy(String name) throws Exception {
        Path copy = work.resolve(name);
        Program.of("cp", "-r", original.toString(), copy.toString()).output();
        return copy;
    }

    private void everyCommandWorksOn(String location, List<String> access) throws Exception {
        Path ours = Files.createTempDirectory(work, "ours");
        Program.Result listed = run(access, "list", location);
        assertThat(listed.out())
                .contains("foreign (openshift-backup)", "foreign (k3s/rke2)", "foreign (talos-backup)")
                .contains("foreign (gardener)", "foreign (hypershift)", "README");

        Program.Result verified = run(access, "verify", "--all", location, "--age-identity", key.toString());
        assertThat(verified.exitCode()).as(verified.all()).isZero();
        Program.Result copied =
                run(access, "sync", "--from", location, "--to", ours.toString(), "--age-identity", key.toString());
        assertThat(copied.exitCode()).as(copied.all()).isZero();
        try (Stream<Path> sets = Files.list(ours)) {
            assertThat(sets.filter(Files::isDirectory)).hasSize(5);
        }
        Program.Result restored = typed(host.etcdSnapshot("restore", id, "--from", location), access);
        assertThat(restored.exitCode()).as(restored.all()).isZero();
        Program.Result purged = run(access, "purge", "--keep-last", "1", location);
        assertThat(purged.out()).contains("not made by this program", "removed 0 sets");

        Program.Result adopted = run(access, "adopt", location, "--age-identity", key.toString());
        assertThat(adopted.exitCode()).as(adopted.all()).isZero();
        assertThat(adopted.out()).contains("adopted 5 sets");
        assertThat(run(access, "list", location).out())
                .contains("complete (gardener)")
                .doesNotContain("foreign");
        Program.Result dry = run(access, "purge", "--keep-last", "1", "--dry-run", location);
        assertThat(dry.out()).contains("would remove 4 sets");
    }

    private static Program.Result run(List<String> access, String... arguments) throws Exception {
        return typed(Program.etcdSnapshot(arguments), access);
    }

    private static Program.Result typed(Program program, List<String> access) throws Exception {
        S3Gateway.shared(S3Gateway.Kind.CEPH).environment().forEach(program::with);
        return program.and(access).run();
    }
}
