package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritableByRootOnlyTest {
    private static final int CORE = 1000;

    @TempDir
    Path root;

    @BeforeEach
    void onlyRootCanGiveDirectoriesAway() throws IOException {
        assumeTrue((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0);
        make("", "rwxr-xr-x", 0);
        make("home", "rwxr-xr-x", 0);
        make("home/core", "rwx------", CORE);
        make("mnt", "rwxr-xr-x", 0);
    }

    @ParameterizedTest
    @CsvSource({
        "mnt/backups, rwxr-xr-x, 0, /mnt/backups",
        "mnt/shared, rwxrwxrwt, 0, /mnt/shared/prod",
        "home/core/sets, rwx------, 0, /home/core/sets",
        "home/core/sets, rwxr-xr-x, 1000, /home/core/sets/of/mine",
        "mnt/missing, rwxr-xr-x, 0, /mnt/other/that/comes",
    })
    void whatOnlyRootCanWriteIsTakenAndSoIsTheHomeOfCore(String made, String mode, int owner, String directory)
            throws IOException {
        make(made, mode, owner);

        assertThatCode(() -> check(directory)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "mnt/backups, rwxr-xr-x, 1000, /mnt/backups/prod, /mnt/backups belongs to user 1000",
        "mnt/backups, rwxrwxrwx, 0, /mnt/backups/prod, /mnt/backups can be written by everybody",
        "mnt/backups, rwxrwxr-x, 7, /mnt/backups/prod, /mnt/backups can be written by group 7",
        "mnt/backups, rwxrwxr-x, 0, /mnt/backups/prod, /mnt/backups can be written by group 0",
        "mnt/backups, rwxrwxrwt, 0, /mnt/backups, /mnt/backups can be written by everybody",
        "home/core/sets, rwx------, 1001, /home/core/sets/x, /home/core/sets belongs to user 1001",
        "home/other, rwx------, 1001, /home/other/x, /home/other belongs to user 1001",
    })
    void whatOthersCanWriteOrReplaceIsRefusedByName(
            String made, String mode, int owner, String directory, String message) throws IOException {
        make(made, mode, owner);

        assertThatThrownBy(() -> check(directory))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> org.assertj.core.api.Assertions.assertThat(failure.kind())
                                .isEqualTo(Failure.Kind.WRONG_USAGE))
                .hasMessageContaining(message);
    }

    @Test
    void theHintSaysWhatToChange() throws IOException {
        make("mnt/backups", "rwxr-xr-x", CORE);

        assertThatThrownBy(() -> check("/mnt/backups/prod"))
                .extracting("hint")
                .asString()
                .contains("chown root /mnt/backups");
    }

    private void check(String directory) {
        new WritableByRootOnly(new HostRoot(root), Sets.SILENT).check(directory);
    }

    /** A directory given away belongs to a group of the same number. */
    private void make(String path, String mode, int owner) throws IOException {
        Path directory = Files.createDirectories(root.resolve(path));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode.replace('t', 'x')));
        if (mode.endsWith("t")) {
            Files.setAttribute(directory, "unix:mode", 01777);
        }
        boolean groupOnly = owner < 100;
        for (Map.Entry<String, Integer> each :
                Map.of("unix:uid", groupOnly ? 0 : owner, "unix:gid", owner).entrySet()) {
            Files.setAttribute(directory, each.getKey(), each.getValue());
        }
    }
}
