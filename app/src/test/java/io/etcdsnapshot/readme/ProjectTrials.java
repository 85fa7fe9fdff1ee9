package io.etcdsnapshot.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.readme.Readme.Passage;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the README says of the project itself. */
final class ProjectTrials {
    private static final Path ROOT = RealThings.projectRoot();

    private ProjectTrials() {}

    /** To run them takes half an hour; that they run is shown by a test of the script's own. */
    static void rowsOfTheBench(Passage words, Story story) throws Exception {
        story.atDesk("type " + words.text());
        Matcher named = Pattern.compile("scripts/bench '(.+)'").matcher(words.text());
        assertThat(named.find()).isTrue();
        String rows = named.group(1).replace("*", ".*");
        assertThat(Files.readAllLines(ROOT.resolve("scripts/bench")))
                .anyMatch(line -> line.matches(" *row \"?" + rows + "\"? .*"));
    }

    /** Built by what is running now. */
    static void theJar(Passage words, Story story) throws Exception {
        assertThat(Program.jar()).isRegularFile();
    }

    static void packages(Passage words, Story story) throws Exception {
        List<String> named = words.text()
                .lines()
                .skip(1)
                .filter(line -> !line.strip().startsWith("Main"))
                .flatMap(line -> Arrays.stream(
                        line.strip().split(" {2,}|(?<=/) (?! )")[0].split(", ")))
                .map(name -> name.replaceFirst("/.*", ""))
                .toList();
        try (Stream<Path> files = Files.list(ROOT.resolve("app/src/main/java/io/etcdsnapshot"))) {
            assertThat(files.filter(Files::isDirectory)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
    }
}
