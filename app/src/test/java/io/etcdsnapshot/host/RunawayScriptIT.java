package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scripts that don't end, print without end, or leave something running. */
@ExtendWith(SharedHost.class)
class RunawayScriptIT {
    private static final int SHOWN_AT_MOST = 200_000;

    private final StandInHost host;

    RunawayScriptIT(StandInHost host) {
        this.host = host;
    }

    @Test
    void atTheTimeoutTheWholeTreeIsKilled() throws Exception {
        host.fault("hang");
        host.fault("linger");
        Instant start = Instant.now();

        Program.Result result = host.snapshot("--timeout", "2s");

        assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).contains("error: /usr/local/bin/cluster-backup.sh did not end within 2s");
        assertThat(host.startedProcesses()).isEmpty();
        assertThat(host.backupEntries()).containsExactly(".etcd-snapshot.lock");
    }

    @Test
    void aChildThatOutlivesTheScriptIsEnded() throws Exception {
        host.fault("linger");
        Instant start = Instant.now();

        Program.Result result = host.snapshot();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
        assertThat(host.startedProcesses()).isEmpty();
        Sets.only(host.backups());
    }

    @Test
    void aHundredMegabytesOfOutputAreReadAndNotShown() throws Exception {
        host.fault("print-megabytes", "100");

        Program.Result result = inLittleMemory();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).hasSizeLessThan(SHOWN_AT_MOST).contains("further lines are not shown");
        Sets.only(host.backups());
    }

    @Test
    void soAreAHundredMegabytesInOneLineBeforeAFailure() throws Exception {
        String script =
                host.program("one-long-line", "head -c 100M /dev/zero | tr '\\0' x; echo; echo that was it; exit 3");

        Program.Result result = inLittleMemory("--script", script);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).hasSizeLessThan(SHOWN_AT_MOST).contains("error: ", "exit code 3", "that was it");
        assertThat(host.backupEntries()).containsExactly(".etcd-snapshot.lock");
    }

    private Program.Result inLittleMemory(String... options) throws Exception {
        return Program.java(
                        List.of("-Xmx64m"),
                        "snapshot",
                        "--host-root",
                        host.root().toString())
                .and(options)
                .run();
    }
}
