package io.etcdsnapshot.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.sync.DestinationReport;
import io.etcdsnapshot.sync.SyncResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final BackupSetId ID = new BackupSetId("2026-11-20_013000");

    @Test
    void tellsWhatEachDestinationGot() {
        SyncReport synced =
                synced(List.of(destination("/pv", null), destination("ssh://mirror/backups", "no route to host")));

        JsonObject summary = parse(Summary.of(run("sync", 3, "it failed", synced)));

        assertThat(summary)
                .hasToString(
                        "{\"command\":\"sync\",\"exitCode\":3,\"ok\":false,\"error\":\"it failed\",\"hint\":\"try\","
                                + "\"destinations\":["
                                + "{\"location\":\"ssh://mirror/backups\",\"ok\":false,\"copied\":1,\"removed\":0,"
                                + "\"error\":\"no route to host\"},"
                                + "{\"location\":\"/pv\",\"ok\":true,\"copied\":1,\"removed\":0}],\"failedSets\":0}");
    }

    @Test
    void keepsTheErrorsOnOneLine() {
        String summary = Summary.of(run("purge", 1, "first\nsecond\tthird", null));

        assertThat(summary).doesNotContain("\n");
        assertThat(parse(summary).get("error").getAsString()).isEqualTo("first second third");
    }

    @Test
    void fitsIntoATerminationLogWhateverHappened() {
        List<DestinationReport> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(destination("ssh://mirror-%d/%s".formatted(i, "ü".repeat(300)), i == 70 ? "ß".repeat(500) : null));
        }

        String summary = Summary.of(run("sync", 3, "\"ä\\".repeat(5000), synced(many)));

        assertThat((summary + "\n").getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4096);
        JsonObject document = parse(summary);
        int shown = document.getAsJsonArray("destinations").size();
        assertThat(shown).isGreaterThanOrEqualTo(1);
        assertThat(document.get("moreDestinations").getAsInt()).isEqualTo(100 - shown);
        assertThat(document.getAsJsonArray("destinations")
                        .get(0)
                        .getAsJsonObject()
                        .get("ok")
                        .getAsBoolean())
                .isFalse();
    }

    static SyncReport synced(List<DestinationReport> destinations) {
        return new SyncReport(new SyncResult(destinations, List.of()), false);
    }

    static DestinationReport destination(String location, @Nullable String error) {
        return new DestinationReport(
                location,
                List.of(ID, new BackupSetId("2026-11-19_013000")),
                List.of(new DestinationReport.Copied(ID, Content.ALL, 1000, 300, 20, Evidence.HASHED_THERE)),
                7,
                List.of(),
                List.of(),
                error == null,
                error == null ? null : Failure.failed(error));
    }

    static RunReport run(String command, int exitCode, @Nullable String error, @Nullable Result result) {
        return new RunReport(
                command,
                Instant.parse("2026-11-20T01:30:00Z"),
                Duration.ofMillis(1500),
                exitCode,
                error,
                error == null ? null : "try",
                result);
    }

    private static JsonObject parse(String line) {
        return JsonParser.parseString(line).getAsJsonObject();
    }
}
