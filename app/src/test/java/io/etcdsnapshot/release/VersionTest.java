package io.etcdsnapshot.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.ProjectVersion;
import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The version stands in one place, and what repeats it for other tools says the same. */
class VersionTest {
    @Test
    void theChartHasTheVersionOfTheProgram() throws IOException {
        assertThat(all("chart/Chart.yaml", "(?m)^(?:version|appVersion): \"?([^\"\\n]+)\"?$"))
                .containsExactly(ProjectVersion.current(), ProjectVersion.current());
    }

    @Test
    void theNewestReleaseInTheChangelogIsThisVersion() throws IOException {
        List<String> sections = all("CHANGELOG.md", "(?m)^## \\[([^]]+)]");

        assertThat(sections).startsWith("Unreleased", ProjectVersion.current());
    }

    @Test
    void releasesInTheChangelogHaveDatesAndKnownKindsOfChanges() throws IOException {
        assertThat(all("CHANGELOG.md", "(?m)^## (.+)$").stream().skip(1))
                .allMatch(heading -> heading.matches("\\[\\d+\\.\\d+\\.\\d+] - \\d{4}-\\d{2}-\\d{2}"));
        assertThat(all("CHANGELOG.md", "(?m)^### (.+)$"))
                .isSubsetOf("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security");
    }

    /** With a range, tomorrow's build of the same commit is another program. */
    @Test
    void theBuildTakesOneVersionOfEachDependencyAndRefusesRanges() throws IOException {
        for (String pom : List.of("pom.xml", "app/pom.xml")) {
            assertThat(all(pom, "<[a-z.-]*version>([^<]*)</"))
                    .noneMatch(version -> version.matches("[\\[(].*|LATEST|RELEASE"));
        }
        assertThat(all("pom.xml", "<(banDynamicVersions|dependencyConvergence|requireUpperBoundDeps)>"))
                .hasSize(3);
    }

    private static List<String> all(String file, String pattern) throws IOException {
        String text = Files.readString(RealThings.projectRoot().resolve(file));
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }
}
