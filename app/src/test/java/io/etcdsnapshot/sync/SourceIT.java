package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A source that changes while it is read, and one that is not there or holds nothing good. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceIT {
    /** What somebody does to the snapshot while it is sent. */
    enum Change {
        OVERWRITTEN {
            @Override
            void happen(Path snapshot) throws Exception {
                try (RandomAccessFile file = new RandomAccessFile(snapshot.toFile(), "rw")) {
                    file.seek(file.length() - 1000);
                    file.writeBytes("overwritten");
                }
            }
        },
        GROWN {
            @Override
            void happen(Path snapshot) throws Exception {
                try (RandomAccessFile file = new RandomAccessFile(snapshot.toFile(), "rw")) {
                    file.seek(file.length());
                    file.write(new byte[1_000_000]);
                }
            }
        },
        CUT_SHORT {
            @Override
            void happen(Path snapshot) throws Exception {
                try (RandomAccessFile file = new RandomAccessFile(snapshot.toFile(), "rw")) {
                    file.setLength(file.length() - 500_000);
                }
            }
        },
        GONE {
            @Override
            void happen(Path snapshot) throws Exception {
                Program.of("rm", "-r", snapshot.getParent().toString()).output();
            }
        };

        abstract void happen(Path snapshot) throws Exception;
    }

    @TempDir
    static Path directory;

    private Spray spray;

    @BeforeAll
    void start() throws Exception {
        spray = Spray.start(directory);
    }

    @AfterAll
    void stop() throws Exception {
        spray.close();
    }

    @BeforeEach
    void reset() throws Exception {
        spray.reset(false);
    }

    /** The limit keeps the reader from being done before the change. */
    @ParameterizedTest
    @EnumSource
    void aSetThatChangesWhileItIsReadIsNotShown(Change change) throws Exception {
        Path keep = Files.createTempDirectory(directory, "keep");
        Path set = spray.newSnapshot().getParent();
        Program.of("cp", "-a", set.toString(), keep.toString()).output();
        spray.relay().after(1 << 20, () -> change.happen(spray.newSnapshot()));

        Program.Result result = spray.sync("--bandwidth-limit", "3Mi").run();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
        assertThat(result.err()).contains("error: " + Spray.NEW);
        Program.of("rm", "-rf", set.toString()).output();
        Program.of(
                        "cp",
                        "-a",
                        keep.resolve(Spray.NEW).toString(),
                        spray.source().toString())
                .output();
        spray.assertNothingHalfMadeOrRemoved();
        assertThat(spray.entries()).doesNotContain(Spray.NEW);
        spray.assertNoLeftovers();
        spray.assertNextRunCompletes();
    }

    @ParameterizedTest
    @CsvSource({"--keep-last, 9", "--keep-within, 5d", "--bandwidth-limit, 1G"})
    void anEmptiedForeignOrDamagedSourceRemovesNothing(String option, String value) throws Exception {
        spray.sync().output();
        SampleSets.damage(spray.newSnapshot());
        assertRemovesNothing(3, option, value);
        Files.delete(spray.newSnapshot());
        assertRemovesNothing(1, option, value);
        Program.of("rm", "-r", spray.source().resolve(Spray.NEW).toString()).output();
        assertRemovesNothing(1, option, value);
        Files.createDirectory(spray.source().resolve("lost+found"));
        Files.writeString(spray.source().resolve("snapshot.db"), "foreign");
        assertRemovesNothing(1, option, value);
        Program.of("rm", "-r", spray.source().toString()).output();
        assertRemovesNothing(1, option, value);
    }

    private void assertRemovesNothing(int exitCode, String... options) throws Exception {
        Path volume = directory.resolve("volume");
        Program.of("rm", "-rf", volume.toString()).output();
        Program.of("cp", "-a", spray.there().toString(), volume.toString()).output();
        String[] arguments = {"--to", volume.toString(), options[0], options[1]};

        Program.Result result = spray.sync(arguments).run();

        assertThat(result.exitCode()).as(result.err()).isIn(exitCode, 0);
        for (Path place : new Path[] {spray.there(), volume}) {
            assertThat(place.toFile().list()).contains(Spray.OLD, Spray.NEW, "README");
        }
    }

    @Test
    void aSourceThatIsAMirrorAndMissingRemovesNothing() throws Exception {
        Path here = Files.createTempDirectory(directory, "here");
        spray.pull(here).output();
        Program.of("rm", "-r", spray.there().toString()).output();

        Program.Result result = spray.pull(here, "--keep-last", "1").run();

        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).contains("no such file or directory");
        assertThat(here.resolve(Spray.OLD)).exists();
    }
}
