package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.SampleSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users and scripts see of purge. */
class PurgeCommandIT {
    private static final String[] RULES = {
        "--keep-last", "1", "--keep-daily", "3", "--keep-monthly", "2", "--keep-tag", "pre-upgrade"
    };

    @TempDir
    private static Path work;

    private static SampleSets samples;
    private static long bytes;
    private Path location;

    @BeforeAll
    static void takeOneSnapshot() throws Exception {
        samples = SampleSets.take(work);
        bytes = samples.bytes();
    }

    /** Two days with two sets each, one of them half; a flat set, one from the future, and a stranger. */
    @BeforeEach
    void makeLocation() throws IOException {
        location = Files.createTempDirectory(work, "location");
        samples.add(location, "2999-12-31_235959");
        samples.add(location, "2024-03-01_133000");
        samples.add(location, "2024-03-01_013000");
        samples.add(location, "2024-02-29_133000", "pre-upgrade");
        Path half = samples.add(location, "2024-02-29_013000");
        Files.delete(half.resolve("snapshot_2024-02-29_013000.db"));
        SampleSets.replace(half.resolve("static_kuberesources_2024-02-29_013000.tar.gz"), new byte[0]);
        samples.addFlat(location, "2024-02-28_013000");
        Files.createDirectory(location.resolve("lost+found"));
    }

    private Program purge(String... options) {
        return Program.etcdSnapshot("purge", location.toString()).and(options);
    }

    /** Every entry with type, size, inode, and when content or inode last changed. */
    private String tree() throws Exception {
        return Program.of("sh", "-c", "find '" + location + "' -printf '%P %y %s %i %T@ %C@\\n' | sort")
                .output();
    }

    private static String plan() {
        return """
                keep    2999-12-31_235959  SIZE  taken in the future, check the clocks
                keep    2024-03-01_133000  SIZE  newest usable set, last, daily, monthly
                keep    2024-02-29_133000  SIZE  daily, monthly, tag pre-upgrade
                keep    2024-02-28_013000  SIZE  daily
                remove  2024-03-01_013000  SIZE
                remove  2024-02-29_013000  NONE  (incomplete: there is no snapshot_2024-02-29_013000.db)
                ignored (not a backup set): lost+found
                """
                .replace("SIZE", kib(1))
                .replace("NONE", " ".repeat(kib(1).length() - 3) + "0 B");
    }

    private static String kib(int sets) {
        return String.format(Locale.ROOT, "%.1f KiB", sets * bytes / 1024.0);
    }

    @Test
    void dryRunShowsTheWholePlanAndChangesNothingAtAll() throws Exception {
        String before = tree();

        Program.Result result = purge(RULES).and("--dry-run").run();

        assertThat(result.out())
                .isEqualTo(plan() + "would keep 4 sets, %s; would remove 2 sets, %s%n".formatted(kib(4), kib(1)));
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(tree()).isEqualTo(before).doesNotContain(".etcd-snapshot.lock");
    }

    @Test
    void aRunShowsTheSamePlanAndDoesIt() throws Exception {
        Program.Result result = purge(RULES).run();

        assertThat(result.out()).isEqualTo(plan() + "kept 4 sets, %s; removed 2 sets, %s%n".formatted(kib(4), kib(1)));
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(location.resolve("2024-03-01_013000")).doesNotExist();
        assertThat(location.resolve("2024-02-29_013000")).doesNotExist();
        assertThat(purge(RULES).output()).contains("removed 0 sets, 0 B");
    }

    @ParameterizedTest
    @CsvSource({"true, '[]'", "false, '[\"2024-02-29_013000\", \"2024-03-01_013000\"]'"})
    void jsonIsOneDocumentOfTheContractsShape(boolean dryRun, String removed) throws Exception {
        Program purge = purge(RULES).and("-o", "json");
        Program.Result result = (dryRun ? purge.and("--dry-run") : purge).run();

        JsonElement expected = JsonParser.parseString(
                """
                {"location": "LOCATION", "dryRun": DRY,
                 "keep": [
                   {"id": "2999-12-31_235959", "reasons": ["taken in the future, check the clocks"]},
                   {"id": "2024-03-01_133000", "reasons": ["newest usable set", "last", "daily", "monthly"]},
                   {"id": "2024-02-29_133000", "reasons": ["daily", "monthly", "tag pre-upgrade"]},
                   {"id": "2024-02-28_013000", "reasons": ["daily"]}],
                 "remove": [
                   {"id": "2024-03-01_013000", "sizeBytes": BYTES},
                   {"id": "2024-02-29_013000", "sizeBytes": 0}],
                 "removed": REMOVED, "ignored": ["lost+found"], "failed": []}
                """
                        .replace("LOCATION", location.toString())
                        .replace("DRY", Boolean.toString(dryRun))
                        .replace("BYTES", Long.toString(bytes))
                        .replace("REMOVED", removed));
        assertThat(JsonParser.parseString(result.out())).isEqualTo(expected);
        assertThat(result.exitCode()).as(result.err()).isZero();
    }
}
