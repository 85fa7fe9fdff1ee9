package io.etcdsnapshot.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.chart.Chart;
import io.etcdsnapshot.chart.Node;
import io.etcdsnapshot.readme.Readme.Passage;
import io.etcdsnapshot.readme.Recipes.Task;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README.md, RESTORE.md and the chart's README say, as far as it can be seen without running anything. */
class ReadmeTest {
    private static final Path ROOT = RealThings.projectRoot();

    private static final String HELM_OPTIONS = " --logs --reuse-values --reset-then-reuse-values ";

    private final Readme readme = Readme.read();
    private final List<Task> tasks = Recipes.tasks(readme);

    @Test
    void everyCommandIsTried() {
        assertThat(tasks.stream().filter(task -> task.recipe().isEmpty()).map(Task::words))
                .as("no recipe says how these are tried")
                .isEmpty();
    }

    @Test
    void everyRecipeIsForSomeCommand() {
        Set<String> used = tasks.stream()
                .flatMap(task -> task.recipe().stream())
                .map(Recipe::start)
                .collect(Collectors.toSet());

        assertThat(Recipes.all().stream().map(Recipe::start))
                .as("recipes for what the README doesn't say")
                .allMatch(used::contains);
    }

    @Test
    void namesTheCommandsThatThereAre() {
        assertThat(readme.table("command").stream().map(row -> row.get(0).replace("`", "")))
                .containsExactlyInAnyOrderElementsOf(commands());
    }

    @Test
    void namesTheExitCodesThatThereAre() {
        List<String> shown = readme.table("exit").stream()
                .map(row -> row.get(0) + " " + row.get(1).replaceFirst("[,;:].*", ""))
                .toList();
        List<String> helped = section(help(), "Exit codes:").stream()
                .map(line -> line.strip().replaceFirst("^([0-9, ]*[0-9]) +([^,;:]*).*", "$1 $2"))
                .toList();

        assertThat(shown).isEqualTo(helped);
    }

    @Test
    void namesOptionsThatThereAre() throws IOException {
        String known = commands().stream().map(ReadmeTest::help).collect(Collectors.joining())
                + Files.readString(ROOT.resolve("scripts/build-image"))
                + HELM_OPTIONS;

        for (Passage span : readme.spans()) {
            if (span.text().startsWith("-")) {
                String option = span.text().split(" ")[0];
                assertThat(known).as(span.toString()).containsPattern("(?m)(^|[\\s,|\\[])" + option + "[\\s,=|)\\]]");
            }
        }
    }

    @Test
    void namesScriptsThatThereAre() {
        readme.spans().stream()
                .filter(span -> span.text().startsWith("scripts/"))
                .forEach(span -> assertThat(ROOT.resolve(span.text()))
                        .as(span.toString())
                        .isExecutable());
    }

    @Test
    void namesValuesThatThereAre() {
        Node values = Chart.parse(Chart.DIRECTORY.resolve("values.yaml"));
        for (Passage span : readme.spans()) {
            String key = span.text().replaceFirst(": .*", "");
            if (key.matches("[a-zA-Z0-9]+(\\.[a-zA-Z0-9]+)+")
                    && values.keys().contains(key.replaceFirst("\\..*", ""))) {
                assertThat(values.at(key).missing()).as(span.toString()).isFalse();
            }
        }
    }

    private static List<String> commands() {
        return section(help(), "Commands:").stream()
                .filter(line -> line.matches("  \\S.*"))
                .map(line -> line.strip().split(" ")[0])
                .toList();
    }

    private static String help(String... command) {
        return new InProcess()
                .run(Stream.concat(Stream.of(command), Stream.of("--help")).toArray(String[]::new))
                .out();
    }

    private static List<String> section(String help, String heading) {
        return help.lines()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .toList();
    }
}
