package io.etcdsnapshot.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.SampleSets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start is quick where few classes are loaded, and none of them from the jar; counted, as seconds depend on the machine. */
class LauncherIT {
    private static final String FROM_JAR = "source: (file|jrt):.*";
    /** bbolt's and etcd's own are half of them. */
    private static final int MOST_OF_OURS = 155;

    @TempDir
    static Path home;

    static Path location;
    static SampleSets samples;

    @BeforeAll
    static void install() throws Exception {
        Path launcher = RealThings.projectRoot().resolve("scripts/launcher");
        for (String name : List.of("etcd-snapshot", "make-archive")) {
            Files.copy(launcher.resolve(name), home.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.copy(Program.jar(), home.resolve("etcd-snapshot.jar"), StandardCopyOption.COPY_ATTRIBUTES);
        java("make-archive").output();
        samples = SampleSets.take(Files.createDirectory(home.resolve("samples")));
        location = Files.createDirectory(home.resolve("sets"));
        samples.add(location, "2026-11-20_013000");
    }

    private static Program java(String program, String... arguments) {
        return Program.of(home.resolve(program).toString())
                .and(arguments)
                .with("JAVA_HOME", System.getProperty("java.home"));
    }

    @Test
    void aListLoadsEveryClassFromTheArchive() throws Exception {
        String out = java("etcd-snapshot", "list", location.toString())
                .with("JDK_JAVA_OPTIONS", "-Xshare:on -Xlog:class+load")
                .output();

        assertThat(out).contains("2026-11-20_013000").contains("io.etcdsnapshot.cli.ListCommand source: shared");
        assertThat(out.lines().filter(line -> line.matches(".*" + FROM_JAR))).isEmpty();
    }

    @Test
    void runsWithoutTheArchiveAndThroughALink() throws Exception {
        Path other = Files.createDirectory(home.resolve("other"));
        for (String name : List.of("etcd-snapshot", "etcd-snapshot.jar")) {
            Files.copy(home.resolve(name), other.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Path link = Files.createSymbolicLink(home.resolve("link"), other.resolve("etcd-snapshot"));

        Program.Result result =
                java(link.getFileName().toString(), "list", location.toString()).run();

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(result.out()).startsWith("SET ").contains("2026-11-20_013000");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void theVersionNeedsNoCommandLine() throws Exception {
        String out = Program.java(List.of("-Xlog:class+load"), "--version").output();

        assertThat(out).contains("io.etcdsnapshot.cli.Version").doesNotContain("picocli.CommandLine$Model");
        assertThat(out.lines().filter(line -> line.matches(".*" + FROM_JAR))).hasSizeLessThan(60);
    }

    @Test
    void verifyingAFileLoadsFewOfOurSourceFiles() throws Exception {
        Path file = location.resolve("2026-11-20_013000/snapshot_2026-11-20_013000.db");

        String out = Program.java(List.of("-Xlog:class+load"), "verify", file.toString())
                .output();

        assertThat(out.lines()
                        .filter(line -> line.contains(" io.etcdsnapshot."))
                        .map(line -> line.replaceAll(".* (io\\.etcdsnapshot\\.[\\w.]+).*", "$1"))
                        .distinct())
                .contains("io.etcdsnapshot.etcd.SnapshotVerifier")
                .hasSizeLessThanOrEqualTo(MOST_OF_OURS);
    }
}
