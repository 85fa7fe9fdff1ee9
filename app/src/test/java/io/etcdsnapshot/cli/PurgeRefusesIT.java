package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong input ends with one line that names it. */
class PurgeRefusesIT {
    @TempDir
    private Path work;

    private static Program.Result purge(String... options) throws Exception {
        return Program.etcdSnapshot("purge").and(options).run();
    }

    private static void assertThatItEnds(Program.Result result, int exitCode, String error) {
        assertThat(result.exitCode()).as(result.all()).isEqualTo(exitCode);
        assertThat(result.out()).isEmpty();
        List<String> lines = result.err().lines().toList();
        assertThat(lines.get(0)).startsWith("error: ").contains(error);
        assertThat(lines.subList(1, lines.size()))
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(line -> line.startsWith("hint: "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--keep-last -1        | --keep-last -1",
                "--keep-yearly -3      | --keep-yearly -3",
                "--keep-last three     | three",
                "--keep-last 1.5       | 1.5",
                "--keep-last 0         | no rule says what to keep",
                "--keep-last 0 --keep-daily 0 | no rule says what to keep",
                "--dry-run             | no rule says what to keep",
                "--keep-within 5x      | '5x' is not a duration",
                "--keep-within -5d     | '-5d' is not a duration",
                "--keep-within 0d      | --keep-within 0d",
                "--keep-within ''      | '' is not a duration",
                "--keep-tag ''         | --keep-tag",
                "--keep-frequently 3   | --keep-frequently",
                "--keep-last 1 --output yaml | yaml",
                "--keep-last 1 nowhere elsewhere | elsewhere",
                "--keep-last 1 ''      | location",
                "-f missing.yaml       | missing.yaml: no such file or directory",
            })
    void aWrongOption(String options, String error) throws Exception {
        String[] words = Arrays.stream(options.split(" "))
                .map(word -> word.replace("''", ""))
                .toArray(String[]::new);

        assertThatItEnds(purge(words), 2, error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retention: {keepLast: -1}       | keepLast         |",
                "retention: {keepLast: 3, keepDaily: -7} | keepDaily |",
                "retention: {keepLast: many}     | retention.keepLast |",
                "retention: {keepWithin: 5x}     | '5x'             |",
                "retention: {keepWithin: 0d}     | keepWithin       |",
                "retention: {keepDayly: 7}       | unknown key retention.keepDayly | retention.keepDaily",
                "snapshot: {purgDays: 5}         | unknown key snapshot.purgDays   | snapshot.purgeDays",
                "snapshot: {purgeDays: -1}       | purgeDays        |",
                "snapshot: {purgeDays: five}     | purgeDays        |",
                "snapshot: {purgeDays: 5, purgeDays: 6} | purgeDays |",
                "purgeDays                       | a map of keys    |",
            })
    void aWrongValue(String values, String error, String hint) throws Exception {
        Path file = Files.writeString(work.resolve("my-values.yaml"), values);
        Path location = Files.createDirectory(work.resolve("location"));

        Program.Result result = purge("-f", file.toString(), location.toString());

        assertThatItEnds(result, 2, error);
        assertThat(result.err()).contains(hint == null ? "" : "hint: ").contains(hint == null ? "" : hint);
        assertThat(location).isEmptyDirectory();
    }

    @Test
    void aLocationThatIsMissingOrAFileOrBelowOne() throws Exception {
        Path missing = work.resolve("missing");
        Path file = Files.writeString(work.resolve("file"), "");

        assertThatItEnds(purge("--keep-last", "1", missing.toString()), 1, missing + ": no such file or directory");
        assertThatItEnds(purge("--keep-last", "1", file.toString()), 1, file + ": not a directory");
        assertThatItEnds(purge("--keep-last", "1", file + "/below"), 1, file + "/below: not a directory");
        assertThat(missing).doesNotExist();
    }

    @Test
    void withoutALocationOnALaptopTheDefaultIsNamedAndWhatToTypeInstead() throws Exception {
        Program.Result result = purge("--dry-run", "--keep-last", "1", "--host-root", work.toString());

        assertThatItEnds(result, 1, work + "/home/core/etcd-snapshots: no such file or directory");
        assertThat(result.err()).contains("hint: ").contains("LOCATION");
    }

    @Test
    void aLocationThatOthersMayNotReadOrWrite() throws Exception {
        RealThings.requireRoot();
        RealThings.require("setpriv");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path jar = Files.copy(Program.jar(), work.resolve("etcd-snapshot.jar"));
        Path closed = Files.createDirectory(
                work.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path readOnly = Files.createDirectory(work.resolve("read-only"));

        assertThatItEnds(asNobody(jar, closed).run(), 1, closed + ": permission denied");
        assertThatItEnds(asNobody(jar, readOnly).run(), 1, readOnly + "/.etcd-snapshot.lock: permission denied");
    }

    private static Program asNobody(Path jar, Path location) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Program.of(("setpriv --reuid 65534 --regid 65534 --clear-groups " + java + " -jar " + jar
                        + " purge --keep-last 1 " + location)
                .split(" "));
    }
}
