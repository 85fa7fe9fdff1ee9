package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.OwnFile;
import io.etcdsnapshot.testing.Mount;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full before the backup is done, and one that takes nothing. */
@ExtendWith(SharedHost.class)
class FullDiskIT {
    private static final String WHERE = "/mnt/small/sets";

    @TempDir
    static Path directory;

    private final StandInHost host;
    private Mount disk;
    private String before;

    FullDiskIT(StandInHost host) {
        this.host = host;
    }

    @BeforeEach
    void takeASet() throws Exception {
        disk = Mount.smallDisk(directory, 64, host.path("/mnt/small"));
        assertThat(host.snapshot("--directory", WHERE).exitCode()).isZero();
        before = Sets.only(host.path(WHERE)).id().value();
    }

    @AfterEach
    void unmount() throws Exception {
        disk.close();
    }

    @Test
    void aDiskThatFillsDuringTheCaptureIsAFailureThatGivesItsSpaceBack() throws Exception {
        String script = host.program(
                "fill-first", "head -c 1G /dev/zero >\"${!#}/filler\" || true; exec cluster-backup.sh \"$@\"");
        long free = disk.path().toFile().getUsableSpace();

        assertFailsAndKeepsWhatWasThere(script);

        assertThat(disk.path().toFile().getUsableSpace()).isGreaterThan(free - (1 << 20));
    }

    @Test
    void aDiskThatFillsAfterTheCaptureIsAFailureToo() throws Exception {
        String script =
                host.program("fill-last", "cluster-backup.sh \"$@\"; head -c 1G /dev/zero >/mnt/small/filler || true");

        assertFailsAndKeepsWhatWasThere(script);
    }

    @Test
    void aFullDiskIsRefusedBeforeAnythingStarts() throws Exception {
        Program.of("dd", "if=/dev/zero", "of=" + disk.path().resolve("filler"), "bs=1M", "status=none")
                .run();

        Program.Result result = host.snapshot("--directory", WHERE);

        assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
        assertThat(Sets.only(host.path(WHERE)).id().value()).isEqualTo(before);
    }

    @Test
    void aReadOnlyDiskIsAFailureAndItsSetsCanStillBeListedAndVerified() throws Exception {
        disk.makeReadOnly();

        Program.Result result = host.snapshot("--directory", WHERE);

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertOneError(result, "ead-only file system");
        String location = host.path(WHERE).toString();
        assertThat(Program.etcdSnapshot("list", location).output()).contains(before);
        assertThat(Program.etcdSnapshot("verify", location).output()).contains(before, "verified");
    }

    private void assertFailsAndKeepsWhatWasThere(String script) throws Exception {
        Program.Result result = host.snapshot("--directory", WHERE, "--script", script);

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertOneError(result, "o space left on device");
        assertThat(Sets.only(host.path(WHERE)).id().value()).isEqualTo(before);
        assertThat(host.path(WHERE).toFile().list())
                .contains(".etcd-snapshot.lock", before)
                .isSubsetOf(".etcd-snapshot.lock", OwnFile.HISTORY.fileName(), before);
    }

    private static void assertOneError(Program.Result result, String words) {
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines().filter(line -> line.startsWith("error: ")))
                .hasSize(1);
        assertThat(result.err().substring(result.err().indexOf("error: "))).contains(words);
        assertThat(result.err()).doesNotContain("\tat ", "Exception");
    }
}
