package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.etcdsnapshot.bench.ManySets;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A location that nobody has purged for years. */
class PurgeManySetsIT {
    private static final int SETS = 10_000;
    private static final int RUNS = 3;
    private static final long LIMIT_MILLIS = 2000;
    /** So many starts of the program take as long, on any machine. */
    private static final long STARTS = 64;

    private static final List<String> SMALL = List.of("-Xmx64m");

    @TempDir
    private static Path work;

    @Test
    void tenThousandSetsArePlannedInSecondsAndSixtyFourMegabytes() throws Exception {
        Path location = Files.createDirectory(work.resolve("location"));
        ManySets.add(SampleSets.take(work), location, SETS);
        List<Long> alone = new ArrayList<>();
        List<Long> plans = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            alone.add(millis(Program.java(SMALL, "--version"), "etcd-snapshot"));
            plans.add(millis(
                    Program.java(
                            SMALL,
                            "purge",
                            "--dry-run",
                            "--keep-daily",
                            "30",
                            "--keep-monthly",
                            "12",
                            location.toString()),
                    "would keep 40 sets"));
        }
        System.out.printf(
                "planning %d sets: %s ms, --version %s ms, difference of medians %d ms%n",
                SETS, plans, alone, median(plans) - median(alone));
        // The quickest run is the one that other work on the machine disturbed least; on a busy one a start takes
        // longer too.
        long start = Collections.min(alone);
        assertThat(Collections.min(plans) - start).isLessThan(Math.max(LIMIT_MILLIS, STARTS * start));
    }

    private static long millis(Program program, String expected) throws Exception {
        long start = System.nanoTime();
        Program.Result result = program.run();
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out().lines().reduce((first, last) -> last))
                .get(STRING)
                .contains(expected);
        return millis;
    }

    private static long median(List<Long> millis) {
        return millis.stream().sorted().toList().get(millis.size() / 2);
    }
}
