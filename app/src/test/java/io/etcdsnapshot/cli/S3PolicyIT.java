package io.etcdsnapshot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.SampleSets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the README's policy a bucket of a real Ceph gateway serves the program, and not even its key empties it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3PolicyIT {
    private static final String OLD = "2026-11-19_013000";
    private static final String NEW = "2026-11-20_013000";
    private static final Map<String, String> TOOL =
            Map.of("AWS_ACCESS_KEY_ID", "AKTOOL", "AWS_SECRET_ACCESS_KEY", "SKTOOL");

    @TempDir
    static Path work;

    private final S3Gateway gateway = S3Gateway.shared(S3Gateway.Kind.CEPH);
    private final String bucket = gateway.newLockingBucket();
    private final String location = "s3://" + bucket + "/prod";
    /** Begins the keys of both sets, but not that of the history beside them. */
    private static final String SETS = "prod/2";

    private List<String> versions;

    /** The lock is one that rights can lift, so that the policy is all that holds. */
    @BeforeAll
    void twoSetsThatTheToolLocked() throws Exception {
        gateway.user("tool", "AKTOOL", "SKTOOL");
        String policy = readmePolicy()
                .replace("arn:aws:iam::123456789012:role/etcd-snapshot", "arn:aws:iam:::user/tool")
                .replace("etcd-backups", bucket);
        gateway.request("PUT", "/" + bucket + "?policy", Map.of(), policy.getBytes(UTF_8));
        Path source = Files.createDirectory(work.resolve("source"));
        SampleSets sets = SampleSets.take(work);
        sets.add(source, OLD);
        sets.add(source, NEW);

        run("sync", "--from", source.toString(), "--to", location, "--s3-lock-days", "1")
                .output();
        versions = gateway.versionsByKey(bucket, SETS).values().stream()
                .flatMap(List::stream)
                .toList();
        assertThat(versions).hasSize(8);
    }

    private static String readmePolicy() throws Exception {
        Matcher fence = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(RealThings.projectRoot().resolve("chart/README.md")));
        assertThat(fence.find()).as("a policy in chart/README.md").isTrue();
        return fence.group(1);
    }

    @Test
    void theProgramHasAllTheRightsItNeeds() throws Exception {
        assertThat(run("list", location).output()).contains(OLD, NEW);
        run("verify", "--all", location).output();
        assertThat(run("check", "--skip-host", "--to", location, "--s3-lock-days", "1")
                        .output())
                .contains("older versions are kept", "new sets are locked for 1 days (governance)");

        String free = location.replace("prod", "free");
        run("sync", "--from", work.resolve("source").toString(), "--to", free).output();
        run("purge", free, "--keep-last", "1").output();
        assertThat(gateway.keys(bucket)).noneMatch(key -> key.startsWith("free/" + OLD));
        run("purge", free, "--keep-last", "1").output();
    }

    @Test
    void purgeShowsUntilWhenASetIsLockedAndLeavesIt() throws Exception {
        for (String mode : List.of("--dry-run", "--quiet")) {
            Program.Result purged =
                    run("purge", location, "--keep-last", "1", mode).run();
            assertThat(purged.exitCode()).as(purged.all()).isZero();
        }
        assertThat(run("purge", location, "--keep-last", "1").output())
                .containsPattern("keep +" + OLD + " .*locked until 20\\d\\d-\\d\\d-\\d\\dT");

        assertThat(gateway.versions(bucket)).containsAll(versions);
        run("verify", "--all", location).output();
    }

    @Test
    void noVersionIsRemovedWithTheKeyOfTheTool() {
        for (Map<String, String> headers :
                List.of(Map.<String, String>of(), Map.of("x-amz-bypass-governance-retention", "true"))) {
            gateway.versionsByKey(bucket, SETS)
                    .forEach((key, ids) ->
                            ids.forEach(id -> assertThat(status("DELETE", "/" + key + "?versionId=" + id, headers, ""))
                                    .as(key)
                                    .isEqualTo(403)));
        }
        assertThat(gateway.versions(bucket)).containsAll(versions);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            PUT    | /prod/ID/manifest.json?retention | <Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2026-12-01T00:00:00Z</RetainUntilDate></Retention>
            PUT    | ?object-lock | <ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>
            PUT    | ?versioning  | <VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>
            PUT    | ?lifecycle   | <LifecycleConfiguration><Rule><ID>x</ID><Prefix/><Status>Enabled</Status><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration></Rule></LifecycleConfiguration>
            PUT    | ?policy      | {}
            DELETE | ?policy      | ''
            DELETE | ''           | ''
            """)
    void noneOfTheLocksIsLoosenedWithIt(String method, String path, String body) {
        Map<String, String> bypass = Map.of("x-amz-bypass-governance-retention", "true");

        assertThat(status(method, path.replace("ID", NEW), bypass, body)).isEqualTo(403);
    }

    @Test
    void aSetThatIsHiddenWithItIsBroughtBackByTheOwner() throws Exception {
        String manifest = "prod/" + OLD + "/manifest.json";
        assertThat(status("DELETE", "/" + manifest, Map.of(), "")).isEqualTo(204);
        assertThat(run("list", location).output()).doesNotContain(OLD);

        String marker = gateway.versionsByKey(bucket, manifest).get(manifest).stream()
                .filter(id -> !versions.contains(id))
                .findFirst()
                .orElseThrow();
        gateway.request("DELETE", "/%s/%s?versionId=%s".formatted(bucket, manifest, marker), Map.of(), new byte[0]);

        run("verify", "--id", OLD, location).output();
    }

    private int status(String method, String path, Map<String, String> headers, String body) {
        return gateway.request(TOOL, method, "/" + bucket + path, headers, body.getBytes(UTF_8))
                .statusCode();
    }

    private Program run(String... arguments) {
        Program program = Program.etcdSnapshot(arguments)
                .and("--s3-endpoint", gateway.endpoint().toString());
        TOOL.forEach(program::with);
        return program;
    }
}
