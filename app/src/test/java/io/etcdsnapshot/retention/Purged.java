package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The jar that purges a location, and what is left there. */
final class Purged {
    private static final String LOCK = ".etcd-snapshot.lock";

    private Purged() {}

    /** A run that must end well. */
    static Program.Result run(Path location, String... options) throws IOException, InterruptedException {
        Program.Result result =
                Program.etcdSnapshot("purge", location.toString()).and(options).run();
        assertThat(result.exitCode()).as(result.all()).isZero();
        return result;
    }

    static void assertThatEntriesAre(Path location, String... names) throws IOException {
        try (Stream<Path> entries = Files.list(location)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .contains(LOCK)
                    .filteredOn(name -> !name.equals(LOCK))
                    .containsExactlyInAnyOrder(names);
        }
    }
}
