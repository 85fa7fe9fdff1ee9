package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.testing.Mount;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A backup must never fill a control-plane host's disk. */
@ExtendWith(SharedHost.class)
class GuardsIT {
    /** More than any disk of a test machine has. */
    private static final String HUGE = "8T";

    @TempDir
    static Path directory;

    private final StandInHost host;

    GuardsIT(StandInHost host) {
        this.host = host;
    }

    @Test
    void refusesWhereTheShareThatMustStayFreeIsNotFree() throws Exception {
        Path values = values("snapshot: {minFreePercent: 99}");

        assertRefusedForSpace(host.snapshot("-f", values.toString()));
        assertRefusedForSpace(host.snapshot("-f", values.toString(), "--force"));
        assertThat(host.backupTree()).isEqualTo("nothing");
    }

    @Test
    void refusesWhereTheDatabaseOfEtcdWouldNotFit() throws Exception {
        Path database = directory.resolve("db");
        Files.createFile(database);
        enlarge(database);
        try (Mount mount = Mount.bind(database, host.path("/var/lib/etcd/member/snap/db"))) {
            assertThat(mount.path()).hasSize(Files.size(database));

            assertRefusedForSpace(host.snapshot());
            assertRefusedForSpace(host.snapshot("--force"));
            assertThat(host.backupTree()).isEqualTo("nothing");
        }
    }

    @Test
    void refusesWhereAnotherSetLikeTheNewestWouldNotFit() throws Exception {
        assertThat(host.snapshot().exitCode()).isZero();
        BackupSet set = Sets.only(host.backups());
        Path manifest = Path.of(set.path(), "manifest.json");
        Path snapshot = Path.of(set.path(), "snapshot_%s.db".formatted(set.id()));
        String size = "\"size\": %d,".formatted(Files.size(snapshot));
        enlarge(snapshot);
        String after = "\"size\": %d,".formatted(Files.size(snapshot));
        Files.writeString(manifest, Files.readString(manifest).replace(size, after));
        List<String> before = linesOf(set);

        assertRefusedForSpace(host.snapshot());
        assertRefusedForSpace(host.snapshot("--force"));
        assertThat(linesOf(set)).isEqualTo(before).hasSize(5);
        assertThat(host.backupEntries())
                .containsExactly(".etcd-snapshot.lock", set.id().value());
    }

    private List<String> linesOf(BackupSet set) throws Exception {
        return host.backupTree()
                .lines()
                .filter(line -> line.startsWith(set.id().value()))
                .toList();
    }

    @Test
    void countsANewestSetThatAnEarlierScriptLeft() throws Exception {
        Files.createDirectories(host.backups());
        Sets.makeFlat(host.backups(), "2026-11-20_013000", false);
        enlarge(host.backups().resolve("snapshot_2026-11-20_013000.db"));

        assertRefusedForSpace(host.snapshot());
    }

    @Test
    void refusesWhileAnotherProcessHoldsTheLock() throws Exception {
        host.fault("hang");
        Process holder = host.etcdSnapshot("snapshot").start();
        try {
            awaitHang();
            String tree = host.backupTree();
            for (Program.Result second : new Program.Result[] {host.snapshot(), host.snapshot("--force")}) {
                assertThat(second.exitCode()).as(second.err()).isEqualTo(5);
                assertThat(second.err()).contains("error: another run holds the lock", "process " + holder.pid());
                assertThat(second.out()).isEmpty();
            }
            assertThat(host.backupTree()).isEqualTo(tree);
        } finally {
            holder.destroy();
            holder.waitFor();
        }
    }

    @Test
    void namesThePodThatHoldsTheLock() throws Exception {
        host.fault("hang");
        Process holder = host.etcdSnapshot("snapshot")
                .with("ETCD_SNAPSHOT_POD", "etcd-snapshot-29-x7k2p")
                .start();
        try {
            awaitHang();

            assertThat(host.snapshot().err()).contains(": snapshot, pod etcd-snapshot-29-x7k2p, since ");
        } finally {
            holder.destroy();
            holder.waitFor();
        }
    }

    @Test
    void aLockDiesWithItsProcessAndTheNextRunClearsWhatItLeft() throws Exception {
        host.fault("hang");
        Process holder = host.etcdSnapshot("snapshot").start();
        awaitHang();
        holder.destroyForcibly().waitFor();
        assertThat(host.startedProcesses()).isNotEmpty();
        Files.delete(host.path("/etc/standin/hang"));

        Program.Result next = host.snapshot();

        assertThat(next.exitCode()).as(next.err()).isZero();
        assertThat(next.err()).contains("cleared .incomplete-");
        BackupSet set = Sets.only(host.backups());
        assertThat(host.backupEntries())
                .containsExactly(".etcd-snapshot.lock", set.id().value());
        assertThat(host.startedProcesses()).isEmpty();
    }

    private void awaitHang() throws Exception {
        for (int i = 0; host.startedProcesses().stream().noneMatch(line -> line.startsWith("sleep infinity")); i++) {
            assertThat(i).as("the script hangs").isLessThan(500);
            Thread.sleep(20);
        }
    }

    private static void assertRefusedForSpace(Program.Result result) {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
        assertThat(result.err()).contains("error: too little space for ");
        assertThat(result.out()).isEmpty();
    }

    private static void enlarge(Path file) throws IOException, InterruptedException {
        Program.of("truncate", "-s", "+" + HUGE, file.toString()).output();
    }

    private Path values(String text) throws IOException {
        return Files.writeString(directory.resolve("values.yaml"), text);
    }
}
