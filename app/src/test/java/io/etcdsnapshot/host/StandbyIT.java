package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code snapshot --standby}: two runs that are asked for a set at the same time bring one. */
@ExtendWith(SharedHost.class)
class StandbyIT {
    private final StandInHost host;

    StandbyIT(StandInHost host) {
        this.host = host;
    }

    @Test
    void leavesItToTheRunThatBringsASetMeanwhile() throws Exception {
        Process standby =
                host.etcdSnapshot("snapshot", "--standby", "30s", "-o", "json").start();
        assertThat(host.snapshot().exitCode()).isZero();

        String id = Sets.only(host.backups()).id().value();
        assertThat(outputOf(standby, 0)).contains("\"skipped\": \"another run took " + id);
        assertThat(Sets.in(host.backups())).hasSize(1);
    }

    @Test
    void waitsOnForARunThatHoldsTheLock() throws Exception {
        host.fault("slow", "3");
        Process running = host.etcdSnapshot("snapshot").start();
        while (host.startedProcesses().isEmpty()) {
            Thread.sleep(50);
        }

        Program.Result standby = host.snapshot("--standby", "0s");

        assertThat(standby.exitCode()).as(standby.err()).isZero();
        assertThat(standby.out())
                .contains("another run took " + Sets.only(host.backups()).id());
        assertThat(running.waitFor()).isZero();
    }

    /** As a run whose volume was mounted late, when its standby had already begun. */
    @Test
    void leavesARunAtTheSetOfTheOtherThatItWaitedFor() throws Exception {
        host.fault("slow", "3");
        Process standby = host.etcdSnapshot("snapshot", "--standby", "0s").start();
        while (host.startedProcesses().isEmpty()) {
            Thread.sleep(50);
        }

        Program.Result run = host.snapshot("--lock-wait", "2m", "--skip-file", host.path("/skipped") + "");

        assertThat(run.exitCode()).as(run.err()).isZero();
        String id = Sets.only(host.backups()).id().value();
        assertThat(run.out()).contains("another run took " + id);
        assertThat(host.path("/skipped")).content().contains(id);
        assertThat(standby.waitFor()).isZero();
    }

    @Test
    void takesOneItselfWhenNoneComes() throws Exception {
        Files.createDirectories(host.backups());
        Sets.makeComplete(host.backups(), "2020-01-01_000000");

        Program.Result standby = host.snapshot("--standby", "1s");

        assertThat(standby.exitCode()).as(standby.err()).isZero();
        assertThat(standby.err()).contains("no other run took a set within 1s");
        assertThat(Sets.in(host.backups())).hasSize(2);
    }

    @Test
    void takesOneItselfWhereNoneWasEverTaken() throws Exception {
        assertThat(host.snapshot("--standby", "1s").exitCode()).isZero();

        Sets.only(host.backups());
    }

    @Test
    void endsAtOnceWhenItIsToldTo() throws Exception {
        Process standby = host.etcdSnapshot("snapshot", "--standby", "10m").start();
        assertThat(standby.errorReader().readLine()).contains("standing by");

        Program.of("kill", "-TERM", String.valueOf(standby.pid())).output();

        outputOf(standby, 143);
        assertThat(host.backupTree()).isEqualTo("nothing");
    }

    private static String outputOf(Process process, int exitCode) throws Exception {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new TimeoutException("still running");
        }
        assertThat(process.exitValue()).isEqualTo(exitCode);
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
