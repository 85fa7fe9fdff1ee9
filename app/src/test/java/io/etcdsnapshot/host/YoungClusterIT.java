package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Before the first certificate rotation a backup holds certificates that expire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class YoungClusterIT {
    @TempDir
    static Path directory;

    private StandInHost host;

    @BeforeAll
    void start() throws Exception {
        host = StandInHost.start(directory, Map.of("STANDIN_CA_AGE", "2 hours"));
    }

    @AfterAll
    void stop() throws Exception {
        host.close();
    }

    @BeforeEach
    void reset() throws Exception {
        host.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3h", "1d"})
    void refusesAClusterYoungerThanTheFirstRotation(String age) throws Exception {
        Program.Result result = age.isEmpty() ? host.snapshot() : host.snapshot("--min-cluster-age", age);

        assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
        assertThat(result.err()).contains("error: the cluster is 2 h old", "hint: ", "--force");
        assertThat(result.out()).isEmpty();
        assertThat(host.backupTree()).isEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "1h"})
    void takesOneWhereALowerAgeIsAskedFor(String age) throws Exception {
        Program.Result result = host.snapshot("--min-cluster-age", age);

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(Sets.only(host.backups()).dirty()).isFalse();
    }

    @Test
    void forceOverridesTheAgeAndMarksTheSet() throws Exception {
        Program.Result result = host.snapshot("--force");

        assertThat(result.exitCode()).as(result.err()).isZero();
        BackupSet set = Sets.only(host.backups());
        assertThat(set.dirty()).isTrue();
        assertThat(Path.of(set.path(), "snapshot_%s__POSSIBLY_DIRTY__.db".formatted(set.id())))
                .exists();
    }

    @Test
    void forceOverridesTheAgeButNeverTheSpace() throws Exception {
        Path values = Files.writeString(directory.resolve("values.yaml"), "snapshot: {minFreePercent: 99}");

        Program.Result result = host.snapshot("--force", "-f", values.toString());

        assertThat(result.exitCode()).as(result.err()).isEqualTo(5);
        assertThat(result.err()).contains("too little space");
        assertThat(host.backupTree()).isEqualTo("nothing");
    }
}
