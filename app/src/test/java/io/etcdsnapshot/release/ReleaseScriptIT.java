package io.etcdsnapshot.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.ProjectVersion;
import io.etcdsnapshot.testing.RealThings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** scripts/release, on a copy of what it changes. */
class ReleaseScriptIT {
    private static final List<String> FILES =
            List.of("scripts/release", "pom.xml", "chart/Chart.yaml", "README.md", "RESTORE.md", "CHANGELOG.md");

    @TempDir
    Path copy;

    @BeforeEach
    void commitACopy() throws Exception {
        RealThings.require("git");
        for (String file : FILES) {
            Files.createDirectories(copy.resolve(file).getParent());
            Files.copy(RealThings.projectRoot().resolve(file), copy.resolve(file));
        }
        Files.writeString(
                copy.resolve("CHANGELOG.md"),
                text("CHANGELOG.md").replaceFirst("## \\[Unreleased]", "$0\n\n### Added\n\n- A change.\n"));
        git("init", "-q");
        git("config", "user.name", "A Maintainer");
        git("config", "user.email", "maintainer@example.com");
        commit();
    }

    @Test
    void aReleaseSetsEveryVersionDatesTheChangelogCommitsAndTags() throws Exception {
        assertThat(release("99.0.1", "2030-02-03").exitCode()).isZero();

        assertThat(text("pom.xml")).contains("<revision>99.0.1</revision>", "outputTimestamp>2030-02-03T00:00:00Z<");
        assertThat(text("chart/Chart.yaml")).contains("\nversion: 99.0.1\n", "\nappVersion: \"99.0.1\"\n");
        for (String document : List.of("README.md", "RESTORE.md")) {
            assertThat(text(document)).doesNotContain("/etcd-snapshot:" + ProjectVersion.current());
        }
        assertThat(text("README.md")).doesNotContain("**Status**: " + ProjectVersion.current());
        assertThat(text("CHANGELOG.md"))
                .contains("## [Unreleased]\n\n## [99.0.1] - 2030-02-03\n\n### Added\n\n- A change.");
        assertThat(git("tag", "--points-at", "HEAD")).isEqualTo("v99.0.1\n");
        assertThat(git("status", "--porcelain")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.1", "v99.0.0", "99.0", "99.0.01", "99.0.0-rc1", ""})
    void aVersionThatIsNotHigherOrNotOneIsRefused(String version) throws Exception {
        refused(release(version));
    }

    @Test
    void theVersionOfNowIsRefused() throws Exception {
        refused(release(ProjectVersion.current()));
    }

    @Test
    void aReleaseWithNothingInTheChangelogIsRefused() throws Exception {
        Files.writeString(
                copy.resolve("CHANGELOG.md"),
                text("CHANGELOG.md").replaceFirst("(?s)## \\[Unreleased].*?(?=\n## )", "## [Unreleased]\n"));
        commit();

        assertThat(refused(release("99.0.1")).err()).contains("Unreleased");
    }

    @Test
    void changesThatAreNotCommittedAreRefused() throws Exception {
        Files.writeString(copy.resolve("README.md"), "changed");

        assertThat(refused(release("99.0.1")).err()).contains("git status");
        assertThat(text("README.md")).isEqualTo("changed");
    }

    private Program.Result refused(Program.Result result) throws Exception {
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("error: ");
        assertThat(git("tag")).isEmpty();
        assertThat(text("pom.xml")).contains("<revision>" + ProjectVersion.current() + "</revision>");
        return result;
    }

    private Program.Result release(String... arguments) throws Exception {
        return Program.of(copy.resolve("scripts/release").toString())
                .and(arguments)
                .run();
    }

    private void commit() throws Exception {
        git("add", "--all");
        git("commit", "-q", "-m", "chore: as it is");
    }

    private String git(String... arguments) throws Exception {
        return Program.of("git", "-C", copy.toString()).and(arguments).output();
    }

    private String text(String file) throws IOException {
        return Files.readString(copy.resolve(file));
    }
}
