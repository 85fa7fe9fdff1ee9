package io.etcdsnapshot.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Mount;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.SharedHost;
import io.etcdsnapshot.testing.StandInHost;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where a backup goes on a real host; all the rules are in {@link BackupDirectoryTest}. */
@ExtendWith(SharedHost.class)
class DirectoryRulesIT {
    private final StandInHost host;

    DirectoryRulesIT(StandInHost host) {
        this.host = host;
    }

    @Test
    void followsAnAbsoluteLinkAsTheHostDoes() throws Exception {
        Files.createDirectories(host.path("/mnt/volume"));
        Files.createSymbolicLink(host.path("/home/core/volume"), Path.of("/mnt/volume"));

        Program.Result result = host.snapshot("--directory", "/home/core/volume/sets");

        assertThat(result.exitCode()).as(result.err()).isZero();
        Sets.only(host.path("/mnt/volume/sets"));
    }

    @Test
    void neverLeavesTheAllowedOnesThroughALink() throws Exception {
        Files.createDirectories(host.path("/var/lib/other"));
        Files.createSymbolicLink(host.path("/home/core/other"), Path.of("/var/lib/other"));

        Program.Result result = host.snapshot("--directory", "/home/core/other/sets");

        assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("error: the directory /home/core/other/sets leads to /var/lib/other/sets");
        assertThat(host.path("/var/lib/other")).isEmptyDirectory();
    }

    @Test
    void inMemoryItWarnsAndTakesTheSet() throws Exception {
        try (Mount memory = Mount.tmpfs(host.path("/mnt/memory"))) {
            Program.Result result = host.snapshot("--directory", "/mnt/memory/sets");

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err())
                    .contains("warning: /mnt/memory/sets is in memory (tmpfs)", "copy them off at once");
            Sets.only(memory.path().resolve("sets"));
        }
    }

    @Test
    void onAnotherHostItDoesNothing() throws Exception {
        Program.Result result = host.snapshot("--only-on-host", "master-1", "--directory", "/home/core/elsewhere");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEqualTo("this host is master-0, not master-1: nothing to do\n");
        assertThat(host.path("/home/core/elsewhere")).doesNotExist();
    }
}
