package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Mount;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks of mirrors and volumes that are full, take nothing, or don't have the directory. */
class MirrorDiskIT {
    private static final int DISK_MEBIBYTES = 64;

    @TempDir
    static Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "ForceCommand internal-sftp"})
    void aDiskThatFillsMidwayIsAFailureThatGivesItsSpaceBack(String sshd) throws Exception {
        try (Spray spray = Spray.start(directory, Map.of("SSHD_EXTRA", sshd));
                Mount disk = diskFor(spray)) {
            long free = disk.path().toFile().getUsableSpace();
            Path filler = disk.path().resolve("filler");
            spray.relay().after(3 << 20, () -> fill(filler));

            Program.Result result = spray.sync("--bandwidth-limit", "8Mi").run();

            assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
            assertThat(result.err()).containsIgnoringCase(sshd.isEmpty() ? "no space left on device" : "disk full");
            spray.assertNothingHalfMadeOrRemoved();
            spray.assertNoLeftovers();
            Files.delete(filler);
            assertThat(disk.path().toFile().getUsableSpace()).isGreaterThan(free - (1 << 20));
            spray.assertNextRunCompletes();
        }
    }

    /** The mirror takes no harm from it. */
    @Test
    void aVolumeThatFillsMidwayIsAFailureOfItsOwn() throws Exception {
        try (Spray spray = Spray.start(directory);
                Mount disk = Mount.smallDisk(directory, DISK_MEBIBYTES, directory.resolve("volume"))) {
            Path sets = Files.createDirectory(disk.path().resolve("sets"));
            Path filler = Files.createDirectory(disk.path().resolve("filler"));
            leaveRoomForFiles(filler, 3);

            Program.Result result = spray.sync("--to", sets.toString()).run();

            assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
            assertThat(result.err()).contains("error: " + sets + ": no space left on device");
            spray.assertComplete();
            assertThat(sets.toFile().list())
                    .contains(".etcd-snapshot.lock")
                    .doesNotContain(Spray.OLD)
                    .noneMatch(name -> name.startsWith(".incomplete-"));
            Program.of("rm", "-r", filler.toString()).output();
            assertThat(spray.sync("--to", sets.toString()).run().exitCode()).isZero();
            Sets.only(sets);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes", "files"})
    void aFullDiskIsRefusedBeforeAnythingIsSent(String used) throws Exception {
        try (Spray spray = Spray.start(directory);
                Mount disk = diskFor(spray)) {
            if (used.equals("bytes")) {
                fill(disk.path().resolve("filler"));
            } else {
                leaveRoomForFiles(Files.createDirectory(disk.path().resolve("filler")), 3);
            }

            Program.Result result = spray.sync().run();

            assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
            assertThat(result.err()).contains("too little space");
            spray.assertNothingHalfMadeOrRemoved();
            assertThat(spray.entries()).containsExactly(Spray.OLD, "README");
        }
    }

    @Test
    void aDiskThatTakesNothingIsAFailureThatChangesNothing() throws Exception {
        try (Spray spray = Spray.start(directory);
                Mount disk = diskFor(spray)) {
            disk.makeReadOnly();
            Program.Result readOnly = spray.sync().run();
            disk.makeWritable();
            Program.of("chattr", "+i", spray.there().toString()).output();
            Program.Result immutable = spray.sync().run();
            Program.of("chattr", "-i", spray.there().toString()).output();

            for (Program.Result result : List.of(readOnly, immutable)) {
                assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
            }
            assertThat(readOnly.err()).contains("read-only");
            assertThat(immutable.err()).contains("permission denied");
            spray.assertNothingHalfMadeOrRemoved();
            assertThat(spray.entries()).containsExactly(Spray.OLD, "README");
            spray.assertNextRunCompletes();
        }
    }

    @Test
    void aMissingDirectoryIsMadeForItsOwnerOnlyWithThoseAboveIt() throws Exception {
        try (Spray spray = Spray.start(directory)) {
            Path deep = spray.there().resolve("below/prod/sets");

            spray.syncTo(deep).output();

            Sets.only(deep);
            for (Path made : List.of(deep, deep.getParent(), deep.getParent().getParent())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void aDirectoryThatCanNotBeMadeIsNamed() throws Exception {
        try (Spray spray = Spray.start(directory);
                Mount disk = diskFor(spray)) {
            Path belowAFile = spray.there().resolve("README/sets");
            Path belowNothingWritable = spray.there().resolve("a/b");
            Program.of("chattr", "+i", spray.there().toString()).output();

            for (Path place : List.of(belowAFile, belowNothingWritable)) {
                Program.Result result = spray.syncTo(place).run();

                assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
                assertThat(result.err()).contains(place.toString());
            }

            Program.of("chattr", "-i", spray.there().toString()).output();
            spray.assertNextRunCompletes();
        }
    }

    private static Mount diskFor(Spray spray) throws Exception {
        Path at = Files.createTempDirectory(spray.mirror().path(""), "disk");
        Mount disk = Mount.smallDisk(directory, DISK_MEBIBYTES, at);
        spray.reset(false, Files.createDirectory(disk.path().resolve("sets")));
        return disk;
    }

    /** The lock, a directory and the first file fit, and then the file system has no more of them. */
    private static void leaveRoomForFiles(Path filler, int files) throws IOException {
        int made = 0;
        try {
            while (true) {
                Files.createFile(filler.resolve(String.valueOf(made)));
                made++;
            }
        } catch (FileSystemException full) {
            for (int i = 1; i <= files; i++) {
                Files.delete(filler.resolve(String.valueOf(made - i)));
            }
        }
    }

    private static void fill(Path filler) throws Exception {
        Program.of("dd", "if=/dev/zero", "of=" + filler, "bs=1M", "status=none").run();
    }
}
