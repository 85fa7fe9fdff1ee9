package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar on real directories with sets of real content. */
class PurgeIT {
    private static final String OLD = "2024-01-01_013000";
    private static final String MIDDLE = "2024-01-02_013000";
    private static final String NEW = "2024-01-03_013000";

    @TempDir
    private static Path work;

    private static SampleSets samples;
    private Path location;

    @BeforeAll
    static void takeOneSnapshot() throws Exception {
        samples = SampleSets.take(work);
    }

    @BeforeEach
    void makeLocation() throws IOException {
        location = Files.createTempDirectory(work, "location");
    }

    private Program.Result purge(String... options) throws Exception {
        return Purged.run(location, options);
    }

    private void assertThatEntriesAre(String... names) throws IOException {
        Purged.assertThatEntriesAre(location, names);
    }

    @Test
    void foreignEntriesAreNamedAndNeitherCountedNorTouchedNorFollowed() throws Exception {
        Path outside = Files.createTempDirectory(work, "outside");
        samples.add(outside, OLD);
        samples.addFlat(outside, OLD);
        Files.writeString(location.resolve("README"), "hands off");
        Files.writeString(Files.createDirectory(location.resolve("lost+found")).resolve("#1"), "found");
        Files.writeString(location.resolve("2023-01-01_000000"), "a file named like a set");
        Files.createDirectory(location.resolve("snapshot_2023-01-01_000000.db"));
        Files.createDirectory(location.resolve("2023-02-30_000000"));
        Files.createDirectory(location.resolve("-2023-01-01_000000"));
        Files.createSymbolicLink(location.resolve(OLD), outside.resolve(OLD));
        Files.createSymbolicLink(location.resolve("elsewhere"), outside);
        Files.createSymbolicLink(
                location.resolve("snapshot_" + OLD + ".db"), outside.resolve("snapshot_" + OLD + ".db"));
        samples.add(location, MIDDLE);
        samples.add(location, NEW);
        List<String> foreign = List.of(
                "-2023-01-01_000000",
                "2023-01-01_000000",
                "2023-02-30_000000",
                OLD,
                "README",
                "elsewhere",
                "lost+found",
                "snapshot_2023-01-01_000000.db",
                "snapshot_" + OLD + ".db");
        String before = tree(outside);

        Program.Result result = purge("--keep-last", "1");

        assertThat(result.out()).contains(String.join(", ", foreign), "kept 1 sets", "removed 1 sets");
        List<String> left = new ArrayList<>(foreign);
        left.add(NEW);
        assertThatEntriesAre(left.toArray(String[]::new));
        assertThat(tree(outside)).isEqualTo(before);
        assertThat(location.resolve("lost+found/#1")).hasContent("found");
    }

    @Test
    void linksInsideASetAreRemovedAndNotFollowed() throws Exception {
        Path outside = Files.createTempDirectory(work, "outside");
        Files.writeString(outside.resolve("precious"), "stays");
        Path set = samples.add(location, OLD);
        Files.createSymbolicLink(set.resolve("link"), outside);
        Files.createDirectories(set.resolve("deep/deeper"));
        Files.createSymbolicLink(set.resolve("deep/deeper/link"), outside);
        samples.add(location, NEW);

        purge("--keep-last", "1");

        assertThatEntriesAre(NEW);
        assertThat(outside.resolve("precious")).hasContent("stays");
    }

    /** All of them are years old. */
    @Test
    void ageCountsFromTheNewestSetSoThatNothingGoesWhileBackupsFail() throws Exception {
        samples.add(location, "2022-03-01_013000");
        samples.add(location, "2022-03-04_013000");
        samples.add(location, "2022-03-07_013000");

        purge("--keep-within", "5d");

        assertThatEntriesAre("2022-03-04_013000", "2022-03-07_013000");
    }

    @Test
    void theFilesOfAFlatSetGoTogether() throws Exception {
        samples.addFlat(location, OLD);
        samples.addFlat(location, MIDDLE, "__POSSIBLY_DIRTY__");
        samples.addFlat(location, NEW);

        purge("--keep-last", "1");

        assertThatEntriesAre("snapshot_" + NEW + ".db", "static_kuberesources_" + NEW + ".tar.gz");
    }

    @Test
    void theTimeIsThatOfTheManifestOrTheIdAndNeverTheFileSystems() throws Exception {
        Path old = samples.add(location, OLD);
        samples.add(location, NEW);
        Program.of(
                        "touch",
                        "-d",
                        "2030-01-01",
                        old.toString(),
                        old.resolve("manifest.json").toString())
                .output();

        purge("--keep-last", "1");

        assertThatEntriesAre(NEW);
    }

    @Test
    void whatAKilledRunLeftIsCleared() throws Exception {
        samples.add(location, NEW);
        Files.createDirectory(location.resolve(".incomplete-removing-1"));
        samples.addFlat(location, OLD);
        Files.createDirectory(location.resolve(".incomplete-removing-flat-" + OLD));

        purge("--keep-last", "9");

        assertThatEntriesAre(NEW);
    }

    private static String tree(Path directory) throws Exception {
        return Program.of("sh", "-c", "find '" + directory + "' -printf '%P %y %s %T@\\n' | sort")
                .output();
    }
}
