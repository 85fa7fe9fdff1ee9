package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets that are not whole: they neither count nor go before their time. */
class PurgeDamagedSetsIT {
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
    void halfAFlatSetTakesNoSlotAndGoesWhenANewerWholeOneIsThere() throws Exception {
        samples.addFlat(location, OLD);
        samples.addFlat(location, MIDDLE);
        samples.addFlat(location, NEW);
        samples.addFlat(location, "2023-12-31_013000");
        Files.delete(location.resolve("static_kuberesources_" + NEW + ".tar.gz"));
        Files.delete(location.resolve("snapshot_" + OLD + ".db"));

        Program.Result result = purge("--keep-last", "1");

        assertThat(result.out())
                .contains("no newer usable set (incomplete: there is no static_kuberesources_" + NEW + ".tar.gz)")
                .contains("(incomplete: there is no snapshot_" + OLD + ".db)");
        assertThatEntriesAre(
                "snapshot_" + NEW + ".db", "snapshot_" + MIDDLE + ".db", "static_kuberesources_" + MIDDLE + ".tar.gz");
    }

    @Test
    void incompleteAndCorruptSetsAreReportedAndGoWhenANewerWholeOneIsThere() throws Exception {
        samples.add(location, "2023-12-30_013000");
        Path noSnapshot = samples.add(location, "2023-12-31_013000");
        Files.delete(noSnapshot.resolve("snapshot_2023-12-31_013000.db"));
        SampleSets.replace(samples.add(location, OLD).resolve("snapshot_" + OLD + ".db"), new byte[] {1});
        samples.add(location, MIDDLE);
        Files.delete(samples.add(location, NEW).resolve("manifest.json"));

        Program.Result result = purge("--keep-daily", "2");

        assertThat(result.out())
                .containsPattern(
                        "keep +" + NEW + " .*not made by this program \\(foreign: there is no manifest.json\\)")
                .containsPattern(
                        "keep +" + OLD + " .*daily \\(corrupt: snapshot_.* has 1 bytes, the manifest says .*\\)")
                .containsPattern("keep +2023-12-31_013000 .*daily \\(incomplete: there is no snapshot_.*\\)")
                .containsPattern("keep +2023-12-30_013000 .*daily");

        purge("--keep-last", "1");
        assertThatEntriesAre(NEW, MIDDLE);
    }

    @Test
    void aManifestOfRandomBytesMakesOneSetForeignAndNotTheLocationUnreadable() throws Exception {
        samples.add(location, NEW);
        SampleSets.replace(
                samples.add(location, OLD).resolve("manifest.json"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});

        Program.Result result = purge("--keep-last", "1");

        assertThat(result.out()).contains("foreign: cannot parse manifest.json");
        assertThatEntriesAre(NEW, OLD);
    }

    @Test
    void aDamagedNewestSetDoesNotCountAndTheNextOneIsTheGuard() throws Exception {
        samples.add(location, OLD);
        samples.add(location, MIDDLE);
        SampleSets.damage(samples.add(location, NEW).resolve("snapshot_" + NEW + ".db"));

        Program.Result result = purge("--keep-last", "1");

        assertThat(result.err()).contains("warning: " + NEW + " does not count: snapshot_");
        assertThat(result.out())
                .containsPattern("keep +" + MIDDLE + " .*newest usable set, last")
                .containsPattern("remove +" + OLD);
        assertThatEntriesAre(NEW, MIDDLE);
    }

    @Test
    void nothingIsRemovedWhenEverySetIsDamaged() throws Exception {
        for (String id : List.of(OLD, MIDDLE)) {
            SampleSets.damage(samples.add(location, id).resolve("snapshot_" + id + ".db"));
        }
        samples.addFlat(location, NEW);
        // Without a manifest, a changed byte can be another way to pack the same content.
        Path archive = location.resolve("static_kuberesources_" + NEW + ".tar.gz");
        SampleSets.replace(archive, Arrays.copyOf(Files.readAllBytes(archive), 200));

        Program.Result result = purge("--keep-last", "1");

        assertThat(result.out()).contains("kept 3 sets").contains("removed 0 sets");
        assertThatEntriesAre(OLD, MIDDLE, "snapshot_" + NEW + ".db", "static_kuberesources_" + NEW + ".tar.gz");
    }
}
