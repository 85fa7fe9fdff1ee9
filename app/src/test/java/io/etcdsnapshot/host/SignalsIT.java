package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asked to stop, it leaves nothing: no process, no staging, no half set. */
@ExtendWith(SharedHost.class)
class SignalsIT {
    private final StandInHost host;

    SignalsIT(StandInHost host) {
        this.host = host;
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSignalDuringTheCaptureEndsAllThatWasStarted(String signal, int exitCode) throws Exception {
        assertThat(host.snapshot().exitCode()).isZero();
        String before = Sets.only(host.backups()).id().value();
        host.fault("slow", "600");
        host.fault("linger");
        Process process = host.etcdSnapshot("snapshot").start();
        await(() -> host.startedProcesses().stream()
                        .filter(line -> line.startsWith("sleep 600"))
                        .count()
                == 2);

        String told = stop(process, signal, exitCode);

        assertThat(told).contains("interrupted").doesNotContain("error:");
        assertThat(host.startedProcesses()).isEmpty();
        assertThat(host.backupEntries()).containsExactly(".etcd-snapshot.lock", before);
        Sets.only(host.backups());
    }

    @Test
    void aSignalWhileItWaitsForAnOperatorEndsItAtOnce() throws Exception {
        host.fault("progressing", "etcd");
        Process process = host.etcdSnapshot("snapshot", "--retry-for", "10m").start();
        await(() -> host.backupEntries().stream().anyMatch(name -> name.startsWith(".incomplete-"))
                && host.startedProcesses().isEmpty());

        stop(process, "TERM", 143);

        assertThat(host.startedProcesses()).isEmpty();
        assertThat(host.backupEntries()).containsExactly(".etcd-snapshot.lock");
    }

    private static String stop(Process process, String signal, int exitCode) throws Exception {
        Program.of("kill", "-" + signal, String.valueOf(process.pid())).output();
        boolean ended = process.waitFor(10, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String told = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ended).as("ended within 10 seconds: %s", told).isTrue();
        assertThat(process.exitValue()).as(told).isEqualTo(exitCode);
        return told;
    }

    /** What a test waits for. */
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        for (int i = 0; !condition.holds(); i++) {
            assertThat(i).as("attempts").isLessThan(500);
            Thread.sleep(20);
        }
    }
}
