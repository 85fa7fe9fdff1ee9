package io.etcdsnapshot.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Mount;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes that behave as NFS does: one that refuses rights and owners, and one whose server is gone. */
class NetworkFileSystemIT {
    private static final String ID = "2026-11-20_013000";

    @TempDir
    static Path directory;

    private Path source;
    private Path served;
    private Path at;

    @BeforeEach
    void makePlaces() throws Exception {
        source = Files.createTempDirectory(directory, "source");
        served = Files.createTempDirectory(directory, "served");
        at = Files.createTempDirectory(directory, "volume");
        SampleSets.takeTwo(directory, 2).get(0).add(source, ID);
    }

    /** As with root_squash. */
    @Test
    void aVolumeThatRefusesRightsAndOwnersTakesSetsWithOneWarning() throws Exception {
        try (Mount volume = Mount.mirrored(served, at, "--chmod-deny", "--chown-deny", "--perms=a+rX")) {
            Program.Result result = sync(at).run();

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err().lines().filter(line -> line.contains("refuses to make files private")))
                    .hasSize(1);
            Sets.only(volume.path());
        }
    }

    @Test
    void aVolumeThatHangsIsGivenUpInTimeAndTheOthersGetTheirSets() throws Exception {
        Path other = Files.createTempDirectory(directory, "other");
        try (Mount volume = Mount.mirrored(served, at)) {
            volume.freeze();
            Instant start = Instant.now();
            Program.Result result =
                    sync(at, "--to", other.toString(), "--timeout", "5s").run();
            Duration took = Duration.between(start, Instant.now());
            volume.thaw();

            assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
            assertThat(result.err()).contains("error: " + at + ": made no progress for 5 s");
            assertThat(took).isLessThan(Duration.ofSeconds(60));
            Sets.only(other);
            assertThat(sync(at).run().exitCode()).isZero();
            Sets.only(at);
        }
    }

    private Program sync(Path to, String... options) {
        return Program.etcdSnapshot("sync", "--from", source.toString(), "--to", to.toString())
                .and(options);
    }
}
