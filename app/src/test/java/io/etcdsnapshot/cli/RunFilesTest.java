package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves in the files of {@code --summary-file} and {@code --metrics-file}. */
class RunFilesTest {
    @TempDir
    Path directory;

    private Path location;
    private Path summary;
    private Path metrics;

    @BeforeEach
    void makeALocation() throws Exception {
        location = Files.createDirectory(directory.resolve("location"));
        summary = directory.resolve("summary");
        metrics = directory.resolve("etcd_snapshot.prom");
    }

    private Program.Result run(String... arguments) {
        return new InProcess()
                .with("ETCD_SNAPSHOT_SUMMARY_FILE", summary.toString())
                .with("ETCD_SNAPSHOT_METRICS_FILE", metrics.toString())
                .run(arguments);
    }

    @Test
    void theSummaryIsWrittenInPlace() throws Exception {
        Files.writeString(summary, "a longer text of an earlier run ".repeat(50));
        Object inode = Files.getAttribute(summary, "unix:ino");
        Sets.makeComplete(location, "2026-11-19_013000");

        run("list", location.toString());

        assertThat(summary).hasContent("{\"command\":\"list\",\"exitCode\":0,\"ok\":true,\"sets\":1}\n");
        assertThat(Files.getAttribute(summary, "unix:ino")).isEqualTo(inode);
    }

    @Test
    void aFailureIsToldAsOnStandardErrorWithoutSecrets() throws Exception {
        run("list", "https://me:hunter22@proxy/" + location);

        assertThat(summary)
                .content()
                .contains("\"exitCode\":2", "\"ok\":false", "\"error\":\"")
                .doesNotContain("hunter22");
    }

    @Test
    void wrongUsageIsToldToo() {
        run("purge", "--keep-last", "many");

        assertThat(summary).content().contains("\"exitCode\":2", "'many'", "\"hint\":\"etcd-snapshot purge --help\"");
        assertThat(metrics).content().contains("last_exit_code{command=\"purge\"} 2");
    }

    @Test
    void askingForTheVersionIsNoRun() {
        run("purge", "--version");

        assertThat(summary).doesNotExist();
    }

    @Test
    void aFileThatCannotBeWrittenIsAWarning() {
        Program.Result result = run("list", "--summary-file", directory.toString(), location.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).contains("warning: cannot write the summary file " + directory);
    }

    @Test
    void metricsAreReplacedAndEverybodyMayReadThem() throws Exception {
        Sets.makeComplete(location, "2026-11-19_013000");
        run("purge", "--keep-last", "1", location.toString());
        Object inode = Files.getAttribute(metrics, "unix:ino");

        run("purge", "--keep-last", "1", location.toString());

        assertThat(metrics).content().contains("etcd_snapshot_kept_sets{location=\"%s\"} 1".formatted(location));
        assertThat(Files.getAttribute(metrics, "unix:ino")).isNotEqualTo(inode);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(metrics)))
                .isEqualTo("rw-r--r--");
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aDryRunLeavesTheMetricsAlone() {
        run("purge", "--dry-run", "--keep-last", "1", location.toString());

        assertThat(metrics).doesNotExist();
        assertThat(summary).exists();
    }

    @Test
    void metricsThatCannotBeWrittenAreAWarning() {
        Program.Result result =
                run("purge", "--keep-last", "1", "--metrics-file", "/no/such/dir/x.prom", location.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).contains("warning: cannot write the metrics file /no/such/dir/x.prom: no such file");
    }
}
