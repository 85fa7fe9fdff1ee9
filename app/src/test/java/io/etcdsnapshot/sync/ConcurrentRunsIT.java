package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs that meet at one place. */
class ConcurrentRunsIT {
    @TempDir
    static Path directory;

    @Test
    void ofTwoSyncsToOneMirrorTheSecondIsRefusedAndTheFirstCompletes() throws Exception {
        try (Spray spray = Spray.start(directory)) {
            AtomicReference<Program.Result> second = new AtomicReference<>();
            spray.relay().after(3 << 20, () -> second.set(spray.direct().run()));

            Program.Result first = spray.sync().run();

            assertThat(second.get().exitCode()).as(second.get().err()).isEqualTo(5);
            assertThat(second.get().err()).containsPattern("another run holds the lock of .+: sync, process \\d+ on ");
            assertThat(first.exitCode()).as(first.err()).isZero();
            spray.assertComplete();
        }
    }

    /** The first finds the set there when it is about to show its own. */
    @Test
    void whereThereAreNoLocksNeitherHarmsTheOther() throws Exception {
        try (Spray spray = Spray.start(directory, Map.of("SSHD_EXTRA", "ForceCommand internal-sftp"))) {
            AtomicReference<Program.Result> second = new AtomicReference<>();
            spray.relay().after(3 << 20, () -> second.set(spray.direct().run()));

            Program.Result first = spray.sync().run();

            assertThat(second.get().exitCode()).as(second.get().err()).isZero();
            assertThat(first.err()).contains("there is a set " + Spray.NEW);
            spray.assertComplete();
        }
    }

    @Test
    void aPurgeOnTheMirrorItselfLeavesWhatArrivesAlone() throws Exception {
        try (Spray spray = Spray.start(directory)) {
            AtomicReference<Program.Result> purge = new AtomicReference<>();
            spray.relay()
                    .after(
                            3 << 20,
                            () -> purge.set(Program.etcdSnapshot(
                                            "purge",
                                            "--keep-last",
                                            "5",
                                            spray.there().toString())
                                    .run()));

            Program.Result sync = spray.sync().run();

            assertThat(purge.get().exitCode()).as(purge.get().err()).isZero();
            assertThat(sync.exitCode()).as(sync.err()).isZero();
            spray.assertComplete();
        }
    }

    @Test
    void aSnapshotOnTheMirrorItselfAndASyncToItLeaveEachOtherAlone() throws Exception {
        try (Spray spray = Spray.start(directory);
                StandInHost host = StandInHost.openShift(directory)) {
            spray.reset(false, Files.createDirectories(host.backups()));
            host.fault("slow", "4");
            Process snapshot = host.etcdSnapshot("snapshot").start();
            while (spray.entries().stream().noneMatch(name -> name.startsWith(".incomplete-"))) {
                Thread.sleep(20);
            }

            Program.Result sync = spray.sync().run();

            assertThat(snapshot.isAlive())
                    .as("the snapshot was still being taken")
                    .isTrue();
            assertThat(sync.exitCode()).as(sync.err()).isZero();
            assertThat(snapshot.waitFor()).isZero();
            assertThat(Sets.in(host.backups())).hasSize(3);
            Sets.assertAllWhole(host.backups());
            spray.assertNoLeftovers();
            host.fault("slow", "0");
            spray.forgetNew();

            spray.relay().after(3 << 20, () -> host.etcdSnapshot("snapshot").output());
            sync = spray.sync().run();

            assertThat(sync.exitCode()).as(sync.err()).isZero();
            assertThat(Sets.in(host.backups())).hasSize(4);
            Sets.assertAllWhole(host.backups());
        }
    }
}
