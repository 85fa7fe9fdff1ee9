package io.etcdsnapshot.report;

import static io.etcdsnapshot.report.SummaryTest.destination;
import static io.etcdsnapshot.report.SummaryTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final long START = Instant.parse("2026-11-20T01:30:00Z").getEpochSecond();

    @Test
    void aRunThatFailsKeepsTheTimeOfTheLastSuccess() {
        String good = Metrics.after(run("sync", 0, null, null), "");
        RunReport later = new RunReport(
                "sync", Instant.ofEpochSecond(START + 3600), Duration.ofSeconds(2), 1, "failed", null, null);

        assertThat(Metrics.after(later, good).lines())
                .contains(
                        "etcd_snapshot_last_run_timestamp_seconds{command=\"sync\"} " + (START + 3600),
                        "etcd_snapshot_last_success_timestamp_seconds{command=\"sync\"} " + START,
                        "etcd_snapshot_last_exit_code{command=\"sync\"} 1",
                        "etcd_snapshot_last_duration_seconds{command=\"sync\"} 2.0");
    }

    @Test
    void commandsLeaveEachOthersFiguresAlone() {
        String purged = Metrics.after(
                run(
                        "purge",
                        0,
                        null,
                        new Document.Purged("/b", false, List.of(), List.of(), List.of(), List.of(), List.of())),
                "");

        assertThat(Metrics.after(run("verify", 0, null, new Document.Verified("/pv", true, List.of())), purged)
                        .lines())
                .contains(
                        "etcd_snapshot_last_exit_code{command=\"purge\"} 0",
                        "etcd_snapshot_last_exit_code{command=\"verify\"} 0",
                        "etcd_snapshot_kept_sets{location=\"/b\"} 0",
                        "etcd_snapshot_verified_sets{location=\"/pv\"} 0");
    }

    @Test
    void aDestinationThatFailsKeepsTheTimeOfItsLastSuccessAndOneThatIsGoneIsForgotten() {
        String earlier = Metrics.after(
                run(
                        "sync",
                        0,
                        null,
                        new Document.Synced(List.of(destination("/pv", null), destination("/old", null)), List.of())),
                "");
        RunReport later = new RunReport(
                "sync",
                Instant.ofEpochSecond(START + 60),
                Duration.ofSeconds(1),
                1,
                "failed",
                null,
                new Document.Synced(List.of(destination("/pv", "full")), List.of()));

        String text = Metrics.after(later, earlier);

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
        Document.Synced synced = new Document.Synced(List.of(destination(strange, null)), List.of());

        String once = Metrics.after(run("sync", 0, null, synced), "");
        String twice = Metrics.after(run("sync", 0, null, synced), once);

        assertThat(twice).isEqualTo(once).contains("destination_ok{destination=\"/a b\\\\c\\\"} 5\\nd\"} 1");
    }

    @Test
    void whatElseIsInTheFileIsDropped() {
        String text =
                Metrics.after(run("verify", 0, null, null), "# a note\nother_metric 5\netcd_snapshot_revision\n\n");

        assertThat(text).doesNotContain("note").doesNotContain("other").doesNotContain("revision");
    }
}
