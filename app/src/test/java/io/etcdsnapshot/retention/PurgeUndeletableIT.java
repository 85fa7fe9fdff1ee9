package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.SampleSets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets that the file system won't let go, as a busy mount or an immutable file does to root too. */
class PurgeUndeletableIT {
    private static final String OLDEST = "2024-01-01_013000";
    private static final String BUSY = "2024-01-02_013000";
    private static final String OLD = "2024-01-03_013000";
    private static final String NEW = "2024-01-04_013000";

    @TempDir
    private static Path work;

    private static SampleSets samples;
    private Path location;

    @BeforeAll
    static void takeOneSnapshot() throws Exception {
        RealThings.requireRoot();
        RealThings.require("mount", "umount", "findmnt");
        samples = SampleSets.take(work);
    }

    @BeforeEach
    void makeSets() throws Exception {
        location = Files.createTempDirectory(work, "location");
        for (String id : List.of(OLDEST, OLD, NEW)) {
            samples.add(location, id);
        }
    }

    /** Until it is unmounted the path can neither be renamed nor removed. */
    private static void makeBusy(Path path) throws Exception {
        Program.of("mount", "--bind", path.toString(), path.toString()).output();
    }

    /** Wherever the mounts have moved to with a directory above them. */
    @AfterEach
    void unmountAll() throws Exception {
        for (String target :
                Program.of("findmnt", "-rno", "TARGET").output().lines().toList()) {
            if (target.startsWith(work.toRealPath() + "/")) {
                Program.of("umount", "-l", target).output();
            }
        }
    }

    private Program.Result purge() throws Exception {
        return Program.etcdSnapshot("purge", "--keep-last", "1", location.toString())
                .run();
    }

    private static void assertThatItWasToldOnceAndTheRestIsDone(Program.Result result) {
        assertThat(result.exitCode()).as(result.all()).isEqualTo(3);
        assertThat(result.err().lines().filter(line -> line.startsWith("error: ")))
                .singleElement()
                .asString()
                .contains(BUSY, "can't be removed: device or resource busy");
        assertThat(result.out()).contains("removed 2 sets");
    }

    @Test
    void aDirectoryThatCanNotBeRenamedIsReportedStaysWholeAndTheOthersGo() throws Exception {
        Path busy = samples.add(location, BUSY);
        makeBusy(busy);

        assertThatItWasToldOnceAndTheRestIsDone(purge());

        assertThat(location.resolve(OLDEST)).doesNotExist();
        assertThat(location.resolve(OLD)).doesNotExist();
        assertThat(busy).isDirectoryContaining("glob:**/snapshot_*.db");
        assertThat(Program.etcdSnapshot("verify", "--all", location.toString())
                        .run()
                        .exitCode())
                .isZero();
    }

    @Test
    void aFileThatCanNotBeRemovedDoesNotStopThisRunNorTheNext() throws Exception {
        Path busy = samples.add(location, BUSY);
        makeBusy(busy.resolve("snapshot_" + BUSY + ".db"));

        assertThatItWasToldOnceAndTheRestIsDone(purge());

        assertThat(busy).doesNotExist();
        samples.add(location, OLD);
        Program.Result next = purge();
        assertThat(next.out()).as(next.all()).contains("removed 1 sets");
        assertThat(location.resolve(OLD)).doesNotExist();
        assertThat(next.err()).contains("device or resource busy");
        unmountAll();
        assertThat(purge().exitCode()).isZero();
        assertThat(location).isDirectoryNotContaining("glob:**/.incomplete-*");
    }

    @Test
    void aFlatSetOfWhichOneFileCanNotBeRemovedStaysWhole() throws Exception {
        samples.addFlat(location, BUSY);
        makeBusy(location.resolve("static_kuberesources_" + BUSY + ".tar.gz"));

        assertThatItWasToldOnceAndTheRestIsDone(purge());

        assertThat(location.resolve("snapshot_" + BUSY + ".db")).exists();
        unmountAll();
        assertThat(purge().exitCode()).isZero();
        assertThat(location).isDirectoryNotContaining("glob:**/*" + BUSY + "*");
    }
}
