package io.etcdsnapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.RealThings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What CONTRIBUTING.md says of the code. */
class ContributingTest {
    private static final Path SOURCES = RealThings.projectRoot().resolve("app/src/main/java/io/etcdsnapshot");

    @ParameterizedTest
    @ValueSource(strings = {"verify", "purge", "snapshot", "sync"})
    void theFilesOfAFlowAreThereAndNoMoreThanAReaderCanFollow(String flow) throws Exception {
        String line = Files.readAllLines(RealThings.projectRoot().resolve("CONTRIBUTING.md")).stream()
                .filter(candidate -> candidate.startsWith("- **" + flow + "** (at most "))
                .findFirst()
                .orElseThrow();
        Matcher parts = Pattern.compile("\\(at most (\\d+)\\): (.*)").matcher(line);
        assertThat(parts.find()).isTrue();

        List<Path> files = new ArrayList<>();
        for (String group : parts.group(2).split(" → ")) {
            Matcher within = Pattern.compile("(?:`(.*)/` )?(.*)").matcher(group);
            assertThat(within.matches()).isTrue();
            for (String name : within.group(2).split(", ")) {
                String folder = within.group(1) == null ? "" : within.group(1);
                files.add(SOURCES.resolve(folder).resolve(name + ".java"));
            }
        }

        assertThat(files).doesNotHaveDuplicates().allSatisfy(file -> assertThat(file)
                .isRegularFile());
        assertThat(files).hasSizeLessThanOrEqualTo(Integer.parseInt(parts.group(1)));
    }
}
