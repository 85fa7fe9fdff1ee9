package io.etcdsnapshot.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks as such: what they measure takes too long for a test. */
class BenchIT {
    private static final Path SCRIPTS = RealThings.projectRoot().resolve("scripts");

    @Test
    void aRowRunsAloneAndShowsBothSidesAndTheirRatio() throws Exception {
        String table = Program.of(SCRIPTS.resolve("bench").toString(), "--runs", "1", "start/etcdutl")
                .output();

        assertThat(table.lines()).hasSize(2);
        assertThat(table.lines().skip(1).findFirst())
                .get()
                .asString()
                .matches("start/etcdutl +\\d+\\.\\d\\d s +\\d+\\.\\d\\d s( +\\d+\\.\\d\\d){3}");
    }

    @Test
    void figuresAreMediansAndRatiosAreThoseOfEachTurn(@TempDir Path work) throws Exception {
        Path figures = Files.write(
                work.resolve("figures"),
                List.of(
                        "ours 3000000",
                        "theirs 2000000",
                        "theirs 1000000",
                        "ours 4000000",
                        "ours 1000000",
                        "theirs 2000000"));

        String row = Program.of(
                        "awk",
                        "-v",
                        "name=a job",
                        "-v",
                        "unit=seconds",
                        "-f",
                        SCRIPTS + "/lib/bench-row.awk",
                        figures.toString())
                .output();

        assertThat(row.strip().split(" {2,}")).containsExactly("a job", "3.00 s", "2.00 s", "0.50", "1.50", "4.00");
    }

    @Test
    void anUnknownOptionIsRefused() throws Exception {
        Program.Result result =
                Program.of(SCRIPTS.resolve("bench").toString(), "--fast").run();

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.err()).startsWith("error: unknown option --fast");
    }
}
