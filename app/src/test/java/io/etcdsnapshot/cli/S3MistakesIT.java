package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.S3Gateway;
import io.etcdsnapshot.testing.SampleSets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The usual mistakes with a bucket, made with a real Ceph gateway, and the lines that they get. Those which it can't make,
 * such as another region, are in {@code S3FaultsTest}, unknown CAs in {@code S3ServerTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3MistakesIT {
    @TempDir
    static Path work;

    private final S3Gateway gateway = S3Gateway.shared(S3Gateway.Kind.CEPH);
    private final String bucket = gateway.newBucket();
    private Path source;

    @BeforeAll
    void aSource() throws Exception {
        source = Files.createDirectory(work.resolve("source"));
        SampleSets.take(work).add(source, "2026-11-20_013000");
        gateway.user("stranger", "AKSTRANGER", "SKSTRANGER");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            s3://no-such-bucket | -          | -          | -                             | there is no bucket 'no-such-bucket' at ENDPOINT | create it, or check its name and --s3-endpoint
            s3://BUCKET         | AKNOBODY   | -          | -                             | ENDPOINT does not know the access key of the environment | check the access key
            s3://BUCKET         | -          | SKWRONG    | -                             | ENDPOINT refuses the secret key of the environment | check the secret key
            s3://BUCKET         | AKSTRANGER | SKSTRANGER | -                             | access denied: s3:ListBucket on s3://BUCKET | grant s3:ListBucket to the owner of the keys of the environment
            s3://BUCKET         | -          | -          | --s3-path-style=false         | is an address, which can't hold the bucket's name | --s3-path-style true
            s3://BUCKET         | -          | -          | --s3-endpoint=http://s3.nowhere.invalid | no answer from http://s3.nowhere.invalid for s3://BUCKET: no such host | -
            s3://BUCKET         | -          | -          | --s3-endpoint=https://ADDRESS | does not speak TLS | should --s3-endpoint begin with http://?
            s3://BUCKET         | -          | -          | --s3-profile=backups          | there is no credentials file HOME/.aws/credentials | give --s3-credentials
            s3://BUCKET         | -          | -          | --s3-credentials=HOME         | HOME has neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor credentials | give --s3-credentials
            s3://BUCKET         | -          | -          | --s3-ca-file=HOME/none.pem    | can't use the CA file HOME/none.pem: no such file | -
            """)
    void isSaidInOneLineWithWhatToDo(
            String location, String accessKey, String secretKey, String option, String error, String hint)
            throws Exception {
        Program program = program("list", named(location));
        if (option != null) {
            program.and(named(option));
        }
        if (accessKey != null) {
            program.with("AWS_ACCESS_KEY_ID", accessKey);
        }
        if (secretKey != null) {
            program.with("AWS_SECRET_ACCESS_KEY", secretKey);
        }

        Program.Result result = program.run();

        assertThat(result.exitCode()).as(result.all()).isIn(1, 2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines().filter(line -> line.startsWith("error: ")))
                .as(result.err())
                .singleElement()
                .asString()
                .contains(named(error));
        if (hint != null) {
            assertThat(result.err()).contains("hint: ").contains(hint);
        }
        assertThat(result.err()).doesNotContain(gateway.secret(), "SKWRONG", "SKSTRANGER", "Exception");
    }

    @Test
    void aQuotaThatIsUsedUpIsSaidAndLeavesNothing() throws Exception {
        String full = gateway.newBucket();
        gateway.admin("quota", "set", "--quota-scope=bucket", "--bucket=" + full, "--max-size=4096");
        gateway.admin("quota", "enable", "--quota-scope=bucket", "--bucket=" + full);

        Program.Result result = program("sync", "--from", source.toString(), "--to", "s3://" + full)
                .run();

        assertThat(result.exitCode()).as(result.all()).isEqualTo(1);
        assertThat(result.err()).contains("no space left for s3://" + full, "raise the quota, or keep fewer sets");
        assertThat(gateway.keys(full)).containsOnly(OwnFile.HISTORY.fileName());
        assertThat(gateway.uploads(full)).isEmpty();
    }

    private Program program(String... arguments) {
        Program program = Program.etcdSnapshot(arguments)
                .with("HOME", work.toString())
                .with("ETCD_SNAPSHOT_S3_ENDPOINT", gateway.endpoint().toString());
        gateway.environment().forEach(program::with);
        return program;
    }

    private String named(String text) {
        return text.replace("BUCKET", bucket)
                .replace("ADDRESS", gateway.endpoint().getAuthority())
                .replace("ENDPOINT", gateway.endpoint().toString())
                .replace("HOME", work.toString());
    }
}
