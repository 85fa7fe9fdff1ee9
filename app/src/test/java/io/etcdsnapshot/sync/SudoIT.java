package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SshMirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Pulling from a control-plane host whose sets are root's, as a user who may use sudo there, as core may. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SudoIT {
    private static final String ID = "2026-11-20_013000";

    @TempDir
    static Path directory;

    private SampleSets samples;

    @BeforeAll
    void start() throws Exception {
        RealThings.require("sudo");
        RealThings.requireRootOfTheMachine();
        samples = SampleSets.take(directory);
    }

    @Test
    void withSudoTheSetsOfRootArePulled() throws Exception {
        try (SshMirror master = master("core ALL=(root) NOPASSWD: ALL")) {
            Path here = directory.resolve("pulled");

            Program.Result result = pull(master, here, "--sudo");

            assertThat(result.exitCode()).as(result.err()).isZero();
            Sets.only(here);
            Sets.assertAllWhole(here);
        }
    }

    @Test
    void withoutSudoTheyAreClosed() throws Exception {
        try (SshMirror master = master("core ALL=(root) NOPASSWD: ALL")) {
            Program.Result result = pull(master, directory.resolve("closed"));

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains("permission denied");
        }
    }

    @Test
    void aUserWhoMayNotUseSudoIsToldWhatIsMissing() throws Exception {
        try (SshMirror master = master("core ALL=(root) PASSWD: ALL")) {
            Program.Result result = pull(master, directory.resolve("refused"), "--sudo");

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err())
                    .contains("core may not use sudo on 127.0.0.1")
                    .contains("hint: it takes a line in sudoers there: core ALL=(root) NOPASSWD: ALL");
        }
    }

    private SshMirror master(String sudoers) throws Exception {
        SshMirror master = SshMirror.start(directory, Map.of("SSHD_USER", "core", "SSHD_SUDOERS", sudoers));
        samples.add(Files.createDirectory(master.path("etcd-snapshots")), ID);
        return master;
    }

    private static Program.Result pull(SshMirror from, Path to, String... options) throws Exception {
        return Program.etcdSnapshot("sync", "--from", from.location("etcd-snapshots"), "--to", to.toString())
                .and(from.options())
                .and(options)
                .run();
    }
}
