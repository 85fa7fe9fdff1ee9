package io.etcdsnapshot.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeSnapshotIT {
    private static final long BYTES = 2L * 1024 * 1024 * 1024;

    @TempDir
    static Path directory;

    private static Path snapshot;
    private static String verdict;
    private static long bytesRead;

    /** A shell counts what its children have read, when they have ended. */
    @BeforeAll
    static void verifyTwoGigabytesIn64MegabytesOfHeap() throws Exception {
        RealThings.require("etcdctl", "bash");
        snapshot = directory.resolve("large.db");
        LargeSnapshot.write(snapshot, BYTES);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String script = "\"$1\" -Xmx64m -jar \"$2\" verify -o json \"$3\" && cat /proc/$$/io";
        verdict = Program.of("bash", "-c", script, "bash", java, Program.jar().toString(), snapshot.toString())
                .output();
        bytesRead = number("rchar: (\\d+)");
    }

    @AfterAll
    static void remove() throws IOException {
        Files.deleteIfExists(snapshot);
    }

    @Test
    void isReadOnce() throws IOException {
        long size = Files.size(snapshot);
        System.out.printf("%,d bytes of a file of %,d were read%n", bytesRead, size);

        assertThat(size).isGreaterThan(BYTES);
        assertThat(bytesRead).isBetween(size, size + size / 50);
    }

    @Test
    void hasTheFiguresThatEtcdctlSees() throws Exception {
        String etcdctl = Program.of("etcdctl", "snapshot", "status", "-w", "json", snapshot.toString())
                .with("ETCDCTL_API", "3")
                .output();

        SnapshotStatus ours = new SnapshotStatus(
                number("\"revision\": (\\d+)"),
                number("\"totalKeys\": (\\d+)"),
                number("\"totalSize\": (\\d+)"),
                number("\"hash\": (\\d+)"));
        assertThat(Databases.asEtcdctlPrints(ours)).isEqualTo(etcdctl.strip());
        assertThat(ours.totalKeys()).isGreaterThan(4_000_000);
        assertThat(number("\"liveKeys\": (\\d+)"))
                .as("all but those of bucket meta")
                .isEqualTo(ours.totalKeys() - 2);
        assertThat(number("\"compactRevision\": (-?\\d+)")).as("of HashKV").isEqualTo(-1);
    }

    private static long number(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(verdict);
        assertThat(matcher.find()).as("%s in %s", pattern, verdict).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
