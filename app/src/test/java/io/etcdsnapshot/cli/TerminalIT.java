package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.SampleSets;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees, in a pseudo-terminal that script(1) provides. */
class TerminalIT {
    private static final String ESCAPE = "\033[";

    @TempDir
    Path directory;

    @Test
    void aPersonWhoWatchesALongProofSeesABarAndThenOnlyTheResult() throws Exception {
        String seen = onTerminal("stty cols 80; %s verify " + longFile());

        assertThat(seen).contains("\rlong.db ").containsPattern("\rlong\\.db +\\d+% \\[=+ *] +\\d+/2000 MB \\(");
        assertThat(seen.lines().filter(line -> line.contains("% ["))).allMatch(line -> line.length() < 80);
        assertThat(seen.substring(seen.lastIndexOf(ESCAPE + "K")))
                .contains("DAMAGED")
                .doesNotContain("% [");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NO_COLOR=1 %s verify FILE",
                "TERM=dumb %s verify FILE",
                "%s verify -q FILE",
                "%s verify FILE 2>&1 | cat"
            })
    void nothingMovesForThoseWhoDoNotWantItOrDoNotWatch(String command) throws Exception {
        String seen = onTerminal(command.replace("FILE", longFile().toString()));

        assertThat(seen).contains("DAMAGED").doesNotContain("% [", ESCAPE);
    }

    @Test
    void helpHasColoursUnlessNobodyWantsThem() throws Exception {
        assertThat(onTerminal("%s --help")).contains(ESCAPE);
        assertThat(onTerminal("NO_COLOR=1 %s --help")).contains("Commands:").doesNotContain(ESCAPE);
        assertThat(onTerminal("%s --help | cat")).contains("Commands:").doesNotContain(ESCAPE);
    }

    @Test
    void tablesAndHelpKeepWithinTheTerminalButNotInAPipe() throws Exception {
        Path location = Files.createDirectory(directory.resolve("location"));
        Path set = Sets.makeComplete(location, "2026-11-20_013000");
        SampleSets.replace(set.resolve("snapshot_2026-11-20_013000.db"), new byte[5]);

        String narrow = onTerminal("stty cols 80; %s list " + location);

        assertThat(narrow.lines()).hasSizeGreaterThan(2).allMatch(line -> line.length() <= 80);
        assertThat(onTerminal("stty cols 80; %s list " + location + " | cat").lines())
                .hasSize(3);
        assertThat(onTerminal("stty cols 80; %s verify " + location).lines())
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.length() <= 80);
        Path other = Files.createDirectories(directory.resolve("another-location-with-a-long-name-beside-it"));
        Sets.makeComplete(other, "2026-11-20_013000");
        assertThat(onTerminal("stty cols 80; %s list " + location + " " + other).lines())
                .contains(location.toString(), other.toString())
                .allMatch(line -> line.length() <= 80 || !line.contains(" "));
        assertThat(onTerminal("stty cols 80; NO_COLOR=1 %s sync --help").lines())
                .allMatch(line -> line.length() <= 80);
    }

    /** Zeros that take no room but a while to read. */
    private Path longFile() throws IOException {
        Path file = directory.resolve("long.db");
        try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
            empty.setLength(2_000_000_032L);
        }
        return file;
    }

    /** @param command for a shell, %s is the program */
    private static String onTerminal(String command) throws Exception {
        RealThings.require("script");
        String program = "java -jar " + Program.jar();
        String output = Program.of("script", "-qec", command.formatted(program), "/dev/null")
                .with("TERM", "xterm")
                .run()
                .out();
        return output.replace("\r\n", "\n");
    }
}
