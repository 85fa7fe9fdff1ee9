package io.etcdsnapshot.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The programs that integration tests need. A missing one fails the run in CI and skips the test elsewhere. */
public final class RealThings {
    private RealThings() {}

    public static void require(String... programs) {
        for (String program : programs) {
            boolean found = Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator))
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
            requireThat(found, program + " is not installed: run scripts/test");
        }
    }

    public static void requireRoot() {
        requireThat("root".equals(System.getProperty("user.name")), "this test needs root");
    }

    /** Not the root of a user namespace, who can't become other users, nor boot a system. */
    public static void requireRootOfTheMachine() throws IOException {
        requireRoot();
        requireThat(
                Files.readString(Path.of("/proc/self/uid_map")).contains("4294967295"),
                "this test needs the machine's own root");
    }

    private static void requireThat(boolean there, String otherwise) {
        if (there) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(otherwise);
        }
        assumeTrue(false, otherwise);
    }

    /** The directory of the checkout. */
    public static Path projectRoot() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(here.resolve("scripts"))) {
            here = here.getParent();
        }
        return here;
    }
}
