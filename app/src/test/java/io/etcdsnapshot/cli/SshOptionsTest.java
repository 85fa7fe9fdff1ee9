package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.io.Throttle;
import io.etcdsnapshot.values.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How locations over SSH are reached, by what the command line and the values say. */
class SshOptionsTest {
    @TempDir
    Path directory;

    private final SshOptions options = new SshOptions();
    private final CommonOptions common = new CommonOptions();

    @BeforeEach
    void takeNoOption() {
        options.s3 = new S3Options();
    }

    @Test
    void aLimitOnTheCommandLineIsOneForAllMirrorsAndBucketsTogether() {
        options.bandwidthLimit = Size.parse("2Mi");

        Access access = options.access(common);

        Throttle limit = access.ssh().get().throttle();
        assertThat(access.ssh().get().throttle()).isSameAs(limit);
        assertThat(access.s3().apply(Map.of()).limit()).isSameAs(limit);
        assertThat(access.s3().apply(Map.of()).limit()).isSameAs(limit);
    }

    @Test
    void mirrorsAndBucketsHaveEachTheirLimitOfTheValues() throws IOException {
        common.file = Files.writeString(
                directory.resolve("values.yaml"), "{sync: {bandwidthLimit: 2Mi}, s3: {bandwidthLimit: 3Mi}}");

        Access access = options.access(common);

        Throttle mirrors = access.ssh().get().throttle();
        Throttle buckets = access.s3().apply(Map.of()).limit();
        assertThat(mirrors).isNotSameAs(buckets).isSameAs(access.ssh().get().throttle());
        assertThat(buckets).isSameAs(access.s3().apply(Map.of()).limit());
    }

    @Test
    void aPassphraseFileThatIsMissingIsAnErrorWhateverTheKeyIs() throws IOException {
        Path file = directory.resolve("passphrase");
        options.passphraseFile = file;

        assertThatThrownBy(() -> options.access(common))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.WRONG_USAGE))
                .hasMessage("--passphrase-file %s: no such file or directory", file);

        Files.writeString(file, "secret");
        assertThat(options.access(common).ssh().get().passphraseFile()).isEqualTo(file);
    }

    @Test
    void theChartNamesAPassphraseFileThatASecretNeedNotHave() {
        options.passphraseFile = directory.resolve("passphrase");
        common.comesFromChart();

        assertThat(options.access(common).ssh().get().passphraseFile()).isEqualTo(options.passphraseFile);
    }
}
