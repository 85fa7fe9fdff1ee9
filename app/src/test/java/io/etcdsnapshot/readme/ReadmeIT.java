package io.etcdsnapshot.readme;

import io.etcdsnapshot.readme.Recipes.Task;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Types all that README.md, RESTORE.md and the chart's README tell to type. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadmeIT {
    @TempDir
    static Path directory;

    private final Readme readme = Readme.read();
    private Story story;

    @BeforeAll
    void start() throws Exception {
        story = new Story(readme, directory);
    }

    @AfterAll
    void stop() throws Exception {
        if (story != null) {
            story.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> whatTheReadmeTellsToTypeWorks() {
        return Recipes.tasks(readme).stream()
                .map(task -> DynamicTest.dynamicTest(task.words().toString(), () -> attempt(task)));
    }

    private void attempt(Task task) throws Exception {
        Recipe recipe = task.recipe().orElseThrow(() -> new AssertionError("no recipe for " + task.words()));
        try {
            recipe.trial().of(task.words(), story);
        } catch (AssertionError | Exception e) {
            throw new AssertionError(task.words() + "\n" + e.getMessage(), e);
        }
    }
}
