package io.etcdsnapshot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.io.Sha256;
import io.etcdsnapshot.testing.EtcdServer;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.SampleSets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every command that takes a location takes a bucket, here of a real Ceph gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3CommandsIT {
    private static final String OLD = "2026-11-19_013000";
    private static final String NEW = "2026-11-20_013000";
    private static final int LARGE_MEBIBYTES = 100;

    @TempDir
    static Path work;

    private S3Gateway gateway;
    private Path source;
    private String bucket;
    private String location;

    @BeforeAll
    void aSourceAndAServer() throws Exception {
        gateway = S3Gateway.shared(S3Gateway.Kind.CEPH);
        source = Files.createDirectory(work.resolve("source"));
        SampleSets sets = SampleSets.take(work);
        sets.add(source, OLD);
        sets.add(source, NEW);
    }

    @BeforeEach
    void anEmptyBucket() {
        bucket = gateway.newBucket();
        location = "s3://%s/prod".formatted(bucket);
    }

    @Test
    void setsAreCopiedThereVerifiedListedBroughtBackAndPurged() throws Exception {
        JsonObject copied = json(run("sync", "--from", source.toString(), "--to", location, "-o", "json"));
        JsonObject destination = copied.getAsJsonArray("destinations").get(0).getAsJsonObject();
        assertThat(destination.get("ok").getAsBoolean()).isTrue();
        assertThat(destination.getAsJsonArray("copied")).hasSize(2);

        assertThat(run("list", location).out()).contains(OLD, NEW);
        assertThat(run("verify", "--all", location).exitCode()).isZero();
        Path back = work.resolve("back");
        assertThat(run("sync", "--from", location, "--to", back.toString()).exitCode())
                .isZero();
        assertThat(back.resolve(NEW).resolve("snapshot_%s.db".formatted(NEW)))
                .hasSameBinaryContentAs(source.resolve(NEW).resolve("snapshot_%s.db".formatted(NEW)));
        assertThat(run("purge", location, "--keep-last", "1").exitCode()).isZero();
        assertThat(gateway.keys(bucket)).noneMatch(key -> key.contains(OLD)).anyMatch(key -> key.contains(NEW));
    }

    @Test
    void encryptedAndSignedSetsAreVerifiedThereBroughtBackAndRekeyed() throws Exception {
        Path key = work.resolve("key.txt");
        String recipient =
                Program.etcdSnapshot("keygen", key.toString()).output().strip();
        Path signing = work.resolve("signing");
        Program.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", signing.toString())
                .output();
        Path signers =
                Files.writeString(work.resolve("signers"), "us " + Files.readString(work.resolve("signing.pub")));
        Program.Result copied = run("sync", "--from", source.toString(), "--to", location, "--recipient", recipient);
        assertThat(copied.exitCode()).as(copied.all()).isZero();
        assertThat(run("verify", "--all", location).out()).contains("verified as stored, not opened");
        assertThat(run("verify", "--allowed-signers", signers.toString(), location)
                        .exitCode())
                .isEqualTo(4);

        Path other = work.resolve("other.txt");
        String next = Program.etcdSnapshot("keygen", other.toString()).output().strip();
        Program.Result rekeyed = run(
                "rekey",
                location,
                "--age-identity",
                key.toString(),
                "--recipient",
                next,
                "--compress",
                "--signing-key",
                signing.toString());
        assertThat(rekeyed.exitCode()).as(rekeyed.all()).isZero();

        assertThat(gateway.keys(bucket))
                .noneMatch(key1 -> key1.endsWith(".db.age"))
                .anyMatch(key1 -> key1.endsWith(".db.zst.age"))
                .anyMatch(key1 -> key1.endsWith("manifest.json.sig"));
        Program.Result verified = run(
                "verify",
                "--all",
                "--age-identity",
                other.toString(),
                "--allowed-signers",
                signers.toString(),
                location);
        assertThat(verified.exitCode()).as(verified.all()).isZero();
        assertThat(verified.out()).doesNotContain("not opened");
    }

    @Test
    void setsAreRestoredRehearsedAndReadFromThere() throws Exception {
        run("sync", "--from", source.toString(), "--to", location);
        Path etcd = EtcdServer.binaries35();

        Path values = Files.writeString(
                work.resolve("values.yaml"), "snapshot: {allowedDirectories: ['%s']}".formatted(work));

        Program.Result restored = run(
                "restore",
                NEW,
                "--from",
                location,
                "--stage",
                work.resolve("restored").toString(),
                "-f",
                values.toString());
        Program.Result rehearsed = run(
                "rehearse",
                "latest",
                "--from",
                location,
                "--etcd",
                etcd.resolve("etcd").toString(),
                "--etcdutl",
                etcd.resolve("etcdutl").toString());
        Program.Result diff = run("diff", OLD, NEW, "--from", location);
        Program.Result usage = run("usage", NEW, "--from", location);

        assertThat(restored.exitCode()).as(restored.all()).isZero();
        assertThat(work.resolve("restored").resolve(NEW).resolve("snapshot_%s.db".formatted(NEW)))
                .hasSameBinaryContentAs(source.resolve(NEW).resolve("snapshot_%s.db".formatted(NEW)));
        assertThat(rehearsed.exitCode()).as(rehearsed.all()).isZero();
        assertThat(diff.exitCode()).as(diff.all()).isZero();
        assertThat(usage.exitCode()).as(usage.all()).isZero();
    }

    @Test
    void damageThereIsFound() throws Exception {
        run("sync", "--from", source.toString(), "--to", location);
        gateway.damage(bucket, "prod/%s/snapshot_%s.db".formatted(NEW, NEW));

        Program.Result result = run("verify", location, "--id", NEW);

        assertThat(result.exitCode()).as(result.all()).isEqualTo(4);
    }

    @Test
    void checkSaysWhatTheServerWasShownToDo() throws Exception {
        Program.Result result = run("check", "--skip-host", "--to", location);

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(result.out())
                .contains(location + ": bucket", "an object was written, read and removed")
                .contains("refuses to overwrite protected objects", "refuses data that was damaged in transit");
        assertThat(gateway.keys(bucket)).noneMatch(key -> key.contains("2026"));
    }

    @Test
    void aBucketThatIsNotThereIsNamed() throws Exception {
        Program.Result result = run("list", "s3://nobody-made-this-one");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("nobody-made-this-one").doesNotContain(gateway.secret());
    }

    @Test
    void aBucketCanBePartOfTheHostName() throws Exception {
        Path hosts = Files.writeString(
                work.resolve("hosts"), "127.0.0.1 %1$s.%2$s %1$s.s3.other.test\n".formatted(bucket, S3Gateway.DOMAIN));
        run("sync", "--from", source.toString(), "--to", location);

        Program.Result listed = inHostName(hosts, S3Gateway.DOMAIN, "list", location);
        Program.Result copied =
                inHostName(hosts, S3Gateway.DOMAIN, "sync", "--from", source.toString(), "--to", location + "/second");
        Program.Result unseen = inHostName(hosts, "s3.other.test", "list", location);

        assertThat(listed.out()).as(listed.err()).contains(OLD, NEW);
        assertThat(copied.exitCode()).as(copied.all()).isZero();
        assertThat(run("list", location + "/second").out()).contains(OLD, NEW);
        assertThat(unseen.exitCode()).as(unseen.all()).isEqualTo(1);
        assertThat(unseen.err()).contains("--s3-path-style true");
    }

    private Program.Result inHostName(Path hosts, String domain, String... arguments) throws Exception {
        String endpoint = "http://%s:%d".formatted(domain, gateway.endpoint().getPort());
        Program program = Program.java(List.of("-Djdk.net.hosts.file=" + hosts), arguments)
                .and("--s3-endpoint", endpoint, "--s3-path-style", "false");
        return withKeys(program).run();
    }

    @Test
    void theValuesOfABucketDecideOnFormAndPlaceAndRetention() throws Exception {
        Path values = Files.writeString(
                work.resolve("bucket.yaml"),
                "{clusterId: prod, snapshot: {directory: '%s'}, s3: {bucket: %s, prefix: all, endpoint: '%s', compress: true, bandwidthLimit: 50M, retention: {keepLast: 1}}}"
                        .formatted(source, bucket, gateway.endpoint()));
        String there = "s3://%s/all/prod".formatted(bucket);

        Program.Result copied = withKeys(
                        Program.etcdSnapshot("sync", "-f", values.toString(), "--from", source.toString()))
                .run();

        assertThat(copied.exitCode()).as(copied.all()).isZero();
        assertThat(gateway.keys(bucket))
                .noneMatch(key -> key.startsWith("all/prod/" + OLD))
                .contains("all/prod/%1$s/snapshot_%1$s.db.zst".formatted(NEW));
        byte[] content = gateway.get(bucket, "all/prod/%s/manifest.json".formatted(NEW));
        JsonObject snapshot = JsonParser.parseString(new String(content, UTF_8))
                .getAsJsonObject()
                .getAsJsonArray("files")
                .get(0)
                .getAsJsonObject();
        byte[] original = Files.readAllBytes(source.resolve(NEW).resolve("snapshot_%s.db".formatted(NEW)));
        byte[] stored = gateway.get(bucket, "all/prod/%1$s/snapshot_%1$s.db.zst".formatted(NEW));
        assertThat(snapshot.get("compression").getAsString()).isEqualTo("zstd");
        assertThat(snapshot.get("sha256").getAsString()).isEqualTo(Sha256.of(stored));
        assertThat(snapshot.get("plainSha256").getAsString()).isEqualTo(Sha256.of(original));
        assertThat(run("verify", there).exitCode()).isZero();
    }

    private Program withKeys(Program program) {
        gateway.environment().forEach(program::with);
        return program;
    }

    @Test
    void aHeapOf64MegabytesIsEnough() throws Exception {
        Path large = Files.createDirectory(work.resolve("large"));
        SampleSets.takeTwo(work, LARGE_MEBIBYTES).get(0).add(large, NEW);

        Program.Result copied = program(List.of("-Xmx64m"), "sync", "--from", large.toString(), "--to", location)
                .run();
        Program.Result verified =
                program(List.of("-Xmx64m"), "verify", location).run();

        assertThat(copied.exitCode()).as(copied.all()).isZero();
        assertThat(verified.exitCode()).as(verified.all()).isZero();
    }

    private Program.Result run(String... arguments) throws Exception {
        return program(List.of(), arguments).run();
    }

    private Program program(List<String> virtualMachineOptions, String... arguments) {
        Program program = Program.java(virtualMachineOptions, arguments)
                .and("--s3-endpoint", gateway.endpoint().toString());
        return withKeys(program);
    }

    private static JsonObject json(Program.Result result) {
        assertThat(result.exitCode()).as(result.all()).isZero();
        return JsonParser.parseString(result.out()).getAsJsonObject();
    }
}
