package io.etcdsnapshot.report;

import static io.etcdsnapshot.report.SummaryTest.destination;
import static io.etcdsnapshot.report.SummaryTest.run;
import static io.etcdsnapshot.report.SummaryTest.synced;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.Listing;
import io.etcdsnapshot.retention.Purge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final long START = Instant.parse("2026-11-20T01:30:00Z").getEpochSecond();

    @Test
    void aRunThatFailsKeepsTheTimeOfTheLastSuccess() {
        String good = after(run("sync", 0, null, null), "");
        RunReport later = new RunReport(
                "sync", Instant.ofEpochSecond(START + 3600), Duration.ofSeconds(2), 1, "failed", null, null);

        assertThat(after(later, good).lines())
                .contains(
                        "etcd_snapshot_last_run_timestamp_seconds{command=\"sync\"} " + (START + 3600),
                        "etcd_snapshot_last_success_timestamp_seconds{command=\"sync\"} " + START,
                        "etcd_snapshot_last_exit_code{command=\"sync\"} 1",
                        "etcd_snapshot_last_duration_seconds{command=\"sync\"} 2.0");
    }

    @Test
    void commandsLeaveEachOthersFiguresAlone() {
        String purged = after(
                run(
                        "purge",
                        0,
                        null,
                        new PurgeResult(
                                Purge.Result.keepingAll(new Listing("/b", List.of(), List.of(), List.of()), "a reason"),
                                false,
                                null,
                                false)),
                "");

        assertThat(after(run("verify", 0, null, VerifyResult.of("/pv", List.of())), purged)
                        .lines())
                .contains(
                        "etcd_snapshot_last_exit_code{command=\"purge\"} 0",
                        "etcd_snapshot_last_exit_code{command=\"verify\"} 0",
                        "etcd_snapshot_kept_sets{location=\"/b\"} 0",
                        "etcd_snapshot_verified_sets{location=\"/pv\"} 0");
    }

    @Test
    void aDestinationThatFailsKeepsTheTimeOfItsLastSuccessAndOneThatIsGoneIsForgotten() {
        String earlier =
                after(run("sync", 0, null, synced(List.of(destination("/pv", null), destination("/old", null)))), "");
        RunReport later = new RunReport(
                "sync",
                Instant.ofEpochSecond(START + 60),
                Duration.ofSeconds(1),
                1,
                "failed",
                null,
                synced(List.of(destination("/pv", "full"))));

        String text = after(later, earlier);

        assertThat(text).doesNotContain("/old");
        assertThat(text.lines())
                .contains(
                        "etcd_snapshot_destination_ok{destination=\"/pv\"} 0",
                        "etcd_snapshot_destination_last_success_timestamp_seconds{destination=\"/pv\"} " + START,
                        "etcd_snapshot_destination_sets{destination=\"/pv\"} 8",
                        "etcd_snapshot_destination_missing_sets{destination=\"/pv\"} 1",
                        "etcd_snapshot_destination_sent_bytes{destination=\"/pv\"} 300");
    }

    @Test
    void labelsAreEscapedAndReadBackAsTheyWere() {
        String strange = "/a b\\c\"} 5\nd";
        SyncReport synced = synced(List.of(destination(strange, null)));

        String once = after(run("sync", 0, null, synced), "");
        String twice = after(run("sync", 0, null, synced), once);

        assertThat(twice).isEqualTo(once).contains("destination_ok{destination=\"/a b\\\\c\\\"} 5\\nd\"} 1");
    }

    @Test
    void whatElseIsInTheFileIsDropped() {
        String text = after(run("verify", 0, null, null), "# a note\nother_metric 5\netcd_snapshot_revision\n\n");

        assertThat(text).doesNotContain("note").doesNotContain("other").doesNotContain("revision");
    }

    @Test
    void twoFilesOfOneCollectorNeverHoldTheSameSeries() {
        RunReport run = run("verify", 0, null, VerifyResult.of("/pv", List.of()));

        List<String> one = series(Metrics.after(run, "etcd_snapshot.prom", ""));
        List<String> other = series(Metrics.after(run, "etcd_snapshot_volume.prom", ""));

        assertThat(other)
                .hasSameSizeAs(one)
                .doesNotContainAnyElementsOf(one)
                .contains("etcd_snapshot_last_exit_code{command=\"verify\",file=\"etcd_snapshot_volume.prom\"}");
        assertThat(series(
                        Metrics.after(run, "etcd_snapshot_volume.prom", Metrics.after(run, "etcd_snapshot.prom", ""))))
                .as("a file that was begun without the label")
                .isEqualTo(other);
    }

    private static List<String> series(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst(" [^ ]+$", ""))
                .toList();
    }

    private static String after(RunReport run, String earlier) {
        return Metrics.after(run, "etcd_snapshot.prom", earlier);
    }
}
