package io.etcdsnapshot.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Tally;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Killed at any moment, alone or with its whole process group, a rehearsal leaves no process and no directory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RehearsalKilledIT {
    private static final int AT_ONCE = 2;
    private static final int KILLS_EACH = 50;

    @TempDir
    static Path directory;

    private final List<Path> places = Collections.synchronizedList(new ArrayList<>());
    private Path location;

    @BeforeAll
    void takeASet() throws Exception {
        location = Files.createTempDirectory(directory, "location");
        SampleSets.take(directory).add(location, "2026-11-20_013000");
    }

    @Test
    void leavesNothingInAHundredTries() throws Exception {
        long millis = lengthOfARun();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Integer>> runs = IntStream.range(0, AT_ONCE)
                    .mapToObj(i -> threads.submit(() -> killAgainAndAgain(i, millis)))
                    .toList();
            int inTheMiddle = 0;
            for (Future<Integer> run : runs) {
                inTheMiddle += run.get();
            }
            assertThat(inTheMiddle)
                    .as("kills that hit a rehearsal with a directory")
                    .isGreaterThan(10);
        } finally {
            threads.shutdownNow();
        }
    }

    private long lengthOfARun() throws Exception {
        Path place = Files.createTempDirectory(directory, "whole");
        long start = System.nanoTime();
        assertThat(rehearsal(place).start().waitFor()).isZero();
        return (System.nanoTime() - start) / 1_000_000;
    }

    private int killAgainAndAgain(int seed, long millis) throws Exception {
        Random random = new Random(seed);
        int inTheMiddle = 0;
        for (int i = 0; i < KILLS_EACH * Tally.times(); i++) {
            Path place = Files.createTempDirectory(directory, "place");
            places.add(place);
            double seconds = (millis / 4 + random.nextInt((int) millis)) / 1000.0;
            boolean group = i % 2 == 0;
            // timeout kills its process group, and so itself.
            Process process = group
                    ? rehearsal(place, "timeout", "-s", "KILL", String.valueOf(seconds))
                            .start()
                    : rehearsal(place).start();
            boolean ended = process.waitFor((long) (seconds * 1000), TimeUnit.MILLISECONDS);
            inTheMiddle += !ended && !entries(place).isEmpty() ? 1 : 0;
            process.destroyForcibly().waitFor();
            awaitNoTraceOf(place, "try %d-%d after %.3f s".formatted(seed, i, seconds));
        }
        Tally.kills(KILLS_EACH * Tally.times());
        return inTheMiddle;
    }

    /** Tools that hang, and have started others: all of them go. */
    @ParameterizedTest
    @CsvSource({"etcdutl, KILL", "etcdutl, TERM", "etcd, KILL", "etcd, INT"})
    void aToolThatHangsGoesToo(String tool, String signal) throws Exception {
        Path place = Files.createTempDirectory(directory, "place");
        Path program = Files.createTempFile(directory, "tool", "");
        Files.writeString(program, "#!/bin/sh\ntrap '' TERM\nsleep 600 & sleep 600\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process process = Program.etcdSnapshot(arguments(place))
                .and("--" + tool, program.toString())
                .start();
        while (Traces.processes(place).stream()
                        .filter(line -> line.startsWith("sleep"))
                        .count()
                < 2) {
            assertThat(process.isAlive()).isTrue();
            Thread.sleep(20);
        }

        Program.of("kill", "-" + signal, String.valueOf(process.pid())).output();

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        awaitNoTraceOf(place, tool + " and " + signal);
    }

    private Program rehearsal(Path place, String... before) {
        return Program.of(before)
                .and(Path.of(System.getProperty("java.home"), "bin/java").toString())
                .and("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar")
                .and(Program.jar().toString())
                .and(arguments(place));
    }

    private String[] arguments(Path place) {
        String from = location.toString();
        return new String[] {"rehearse", "latest", "-q", "--from", from, "--directory", place.toString()};
    }

    private static List<Path> entries(Path place) throws IOException {
        try (Stream<Path> entries = Files.list(place)) {
            return entries.toList();
        }
    }

    private static void awaitNoTraceOf(Path place, String when) throws Exception {
        List<String> traces = List.of("not looked");
        for (int i = 0; i < 500 && !traces.isEmpty(); i++) {
            traces = tracesOf(place);
            if (!traces.isEmpty()) {
                Thread.sleep(20);
            }
        }
        assertThat(traces).as(when).isEmpty();
    }

    private static List<String> tracesOf(Path place) throws IOException {
        try {
            return Traces.of(place);
        } catch (UncheckedIOException e) {
            return List.of("being removed");
        }
    }
}
