package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report}; it is noon of 2026-11-20 in UTC. */
class ReportTest {
    @TempDir
    Path directory;

    private Path first;
    private Path second;

    @BeforeEach
    void fill() throws IOException {
        first = Files.createDirectories(directory.resolve("export/first"));
        second = Files.createDirectories(directory.resolve("export/second"));
        for (int day = 15; day <= 20; day++) {
            Sets.makeComplete(first, "2026-11-%d_013000".formatted(day));
        }
        Sets.makeComplete(second, "2026-11-17_013000");
    }

    private static Program.Result report(Object... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = "report";
        for (int i = 0; i < arguments.length; i++) {
            words[i + 1] = arguments[i].toString();
        }
        return new InProcess().run(words);
    }

    private static JsonObject json(Program.Result result) {
        return JsonParser.parseString(result.out()).getAsJsonObject();
    }

    @Test
    void saysAtAGlanceWhatThereIs() {
        Program.Result result = report(first, second);

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .isEqualTo(
                        """
                        A good backup is lacking at 1 of 2 places
                          The newest good set is 11 hours old, taken 20 Nov 2026, 01:30 UTC.
                          %2$s: the newest good set is 3 days old.
                          It was never verified, as far as is remembered; no restore was ever rehearsed.

                        CLUSTER  STATE  NEWEST GOOD SET    AGE  SETS     SIZE  VERIFIED  REHEARSED  LOCATION
                        unknown  good   2026-11-20_013000  10h     6  3.3 KiB         -          -  %1$s
                        unknown  old    2026-11-17_013000   3d     1    569 B         -          -  %2$s
                        """
                                .formatted(first, second));
    }

    @Test
    void whatNobodyCouldLookAtIsNotCalledMissing() {
        Path gone = directory.resolve("gone");

        assertThat(report(gone).out())
                .startsWith(
                        """
                        The place can't be read
                          %1$s: can't read the location %1$s: no such file or directory.
                        """
                                .formatted(gone));
        assertThat(report(gone, directory.resolve("gone-too")).out()).startsWith("No place can be read\n");
    }

    @Test
    void everySetIsAsListHasIt() {
        JsonObject report = json(report("-o", "json", "--keep-last", "5", first));
        JsonObject list = json(new InProcess().run("list", "-o", "json", first.toString()));

        assertThat(report.get("locations")).isEqualTo(list.get("locations"));
        JsonObject place = report.getAsJsonArray("clusters")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("places")
                .get(0)
                .getAsJsonObject();
        assertThat(place.getAsJsonObject("next").get("sets"))
                .hasToString("[{\"id\":\"2026-11-15_013000\",\"sizeBytes\":569}]");
        assertThat(place.getAsJsonArray("keep")).hasSize(5);
        assertThat(report.get("ok").getAsBoolean()).isTrue();
        assertThat(report.get("health").getAsString()).isEqualTo("good");
    }

    @Test
    void thePageHasTheFiguresOfTheDocument() throws IOException {
        Path page = directory.resolve("page.html");
        JsonObject document = json(report("-o", "json", "--html", page, first, second));
        JsonObject cluster = document.getAsJsonArray("clusters").get(0).getAsJsonObject();
        String html = Files.readString(page);

        assertThat(html)
                .contains("as of <time datetime=\"%s\""
                        .formatted(document.get("at").getAsString()));
        cluster.getAsJsonArray("places").forEach(element -> {
            JsonObject place = element.getAsJsonObject();
            JsonObject newest = place.getAsJsonObject("newestGood");
            assertThat(html)
                    .contains(
                            "<h4>%s</h4>".formatted(place.get("location").getAsString()),
                            "<dd>%s, ".formatted(newest.get("id").getAsString()),
                            "<dd>%d, ".formatted(place.get("sets").getAsInt()));
        });
        cluster.getAsJsonObject("growth").getAsJsonArray("points").forEach(point -> assertThat(html)
                .contains("<th scope=\"row\">%s</th>"
                        .formatted(point.getAsJsonObject().get("id").getAsString())));
        assertThat(html).contains("<th scope=\"row\">4.16.21</th>");
    }

    @Test
    void belowALocationEachClusterHasARowTheWorstFirst() {
        Program.Result result = report("--recursive", "--max-age", "26h", directory.resolve("export"));

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).startsWith("second lacks a good backup\n");
        assertThat(result.out().lines().filter(line -> line.matches("(first|second)  .*")))
                .satisfiesExactly(worst -> assertThat(worst).startsWith("second   old"), best -> assertThat(best)
                        .startsWith("first    good"));
    }

    @Test
    void anAgeThatIsKeptIsNoFailure() {
        assertThat(report("--max-age", "11h", first).exitCode()).isZero();
        assertThat(report("--max-age", "10h", first).exitCode()).isEqualTo(3);
        assertThat(report(second).exitCode()).isZero();
    }

    @Test
    void aLocationThatCannotBeReadIsOnThePageAndAnError() throws IOException {
        Path page = directory.resolve("page.html");
        Path missing = directory.resolve("missing");

        Program.Result result = report("--html", page, first, missing);

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains(missing + ": no such file or directory");
        assertThat(Files.readString(page)).contains("no such file or directory", "can&#39;t be read");
        assertThat(report(missing).exitCode()).isEqualTo(1);
    }

    @Test
    void thePageGoesWhereItIsWanted() throws IOException {
        Path page = directory.resolve("page.html");
        Files.writeString(page, "before");

        assertThat(report("--html", page, first).out()).endsWith("\nwrote " + page + "\n");
        assertThat(Files.readString(page)).startsWith("<!doctype html>");
        try (var files = Files.list(directory)) {
            assertThat(files.map(Path::getFileName).map(Path::toString).toList())
                    .containsExactlyInAnyOrderElementsOf(List.of("export", "page.html"));
        }
        assertThat(report("--html", "-", first).out()).isEqualTo(Files.readString(page));
    }

    @Test
    void whatCannotBeWrittenIsAnError() {
        Program.Result result = report("--html", directory.resolve("no/such.html"), first);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("error: cannot write " + directory.resolve("no/such.html"));
        assertThat(report("--html", "-", "-o", "json", first).exitCode()).isEqualTo(2);
    }
}
