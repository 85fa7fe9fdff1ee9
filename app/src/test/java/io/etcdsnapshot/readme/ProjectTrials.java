package io.etcdsnapshot.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.readme.Readme.Passage;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
}
