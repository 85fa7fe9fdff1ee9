package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the rules of purge come from: options, variables, and the values file that the chart takes. */
class PurgeRulesIT {
    @TempDir
    private static Path work;

    private static Path location;

    @BeforeAll
    static void makeLocation() throws Exception {
        SampleSets samples = SampleSets.take(work);
        location = Files.createDirectory(work.resolve("location"));
        samples.add(location, "2024-03-01_133000");
        samples.add(location, "2024-03-01_013000");
        samples.add(location, "2024-02-29_133000", "pre-upgrade");
        samples.add(location, "2024-02-29_013000");
        samples.add(location, "2024-02-28_013000");
    }

    private static Program purge(String... options) {
        return Program.etcdSnapshot("purge", location.toString()).and(options);
    }

    @ParameterizedTest
    @CsvSource({
        // values, what the plan must say
        "'snapshot: {purgeDays: 1}', 'keep 2024-03-01_013000 within 1d; remove 2024-02-29_133000'",
        "'snapshot: {purgeDays: \"2\"}', 'keep 2024-02-29_133000 within 2d; remove 2024-02-28_013000'",
        "'snapshot: {purgeDays: 0}', 'keep 2024-02-28_013000 snapshot.purgeDays is 0; keep 2024-02-29_013000 snapshot'",
        "'{retention: {keepLast: 2}, snapshot: {purgeDays: 0}}', 'keep 2024-03-01_013000 last; remove 2024-02-29_133000'",
        "'{}', 'rules: snapshot.purgeDays; keep 2024-02-28_013000 within 5d'",
        "'retention: {keepLast: 2}', 'rules: retention, snapshot.purgeDays; keep 2024-02-28_013000 within 5d'",
        "'pv: {retention: {keepLast: 1}}', 'rules: snapshot.purgeDays; keep 2024-02-28_013000 within 5d'",
        "'{mode: pv, pv: {retention: {keepLast: 1}}}', 'rules: pv.retention; remove 2024-03-01_013000'",
        "'{mode: both, pv: {path: /x}, retention: {keepLast: 2}}', 'rules: retention, snapshot.purgeDays; keep 2024-02-28'",
        "'retention: {keepWithin: 1h, keepTags: [pre-upgrade]}', 'keep 2024-02-29_133000 tag; remove 2024-03-01_01'",
        "'{retention: {keepMonthly: 1}, snapshot: {purgeDays: 1}}', 'keep 2024-03-01_133000 newest usable set, monthly'",
    })
    void rulesComeFromTheValues(String values, String expected) throws Exception {
        Path file = Files.writeString(Files.createTempFile(work, "values", ".yaml"), values);

        String plan = purge("--dry-run", "-f", file.toString()).output().replaceAll(" +[0-9.]+ (KiB|B) *", " ");

        for (String part : expected.split("; ")) {
            assertThat(plan.replaceAll(" +", " ")).contains(part);
        }
    }

    @Test
    void thePlaceDecidesWhichRulesOfTheValuesCount() throws Exception {
        Path values = Files.writeString(
                work.resolve("places.yaml"),
                """
                mode: pv
                snapshot: {directory: %s, purgeDays: 0}
                retention: {keepLast: 3}
                pv: {retention: {keepLast: 1}}
                """
                        .formatted(location));
        Path volume = Files.createSymbolicLink(work.resolve("volume"), location);

        assertThat(purge("--dry-run", "-f", values.toString()).output())
                .startsWith("rules: retention\n")
                .contains("would remove 2 sets");
        assertThat(Program.etcdSnapshot("purge", "--dry-run", "-f", values.toString(), "--host-root", "/")
                        .output())
                .startsWith("rules: retention\n");
        assertThat(Program.etcdSnapshot("purge", "--dry-run", "-f", values.toString(), volume + "/.")
                        .output())
                .as("a link to the node's directory")
                .startsWith("rules: retention\n");
        assertThat(Program.etcdSnapshot("purge", "--dry-run", "-f", values.toString(), "--keep-last", "2")
                        .and(Files.createDirectory(work.resolve("mounted")).toString())
                        .output())
                .startsWith("rules: pv.retention, options\n");
    }

    @Test
    void anOptionReplacesTheRuleOfItsNameInTheValuesAndAVariableStandsInForAnOption() throws Exception {
        Path values = Files.writeString(work.resolve("values.yaml"), "retention: {keepLast: 9, keepWithin: 1h}");

        assertThat(purge("--dry-run", "-f", values.toString(), "--keep-last", "1")
                        .output())
                .contains("would remove 4 sets");
        assertThat(purge("--dry-run", "-f", values.toString())
                        .with("ETCD_SNAPSHOT_KEEP_LAST", "1")
                        .output())
                .contains("would remove 4 sets");
    }
}
