package io.etcdsnapshot.retention;

import static io.etcdsnapshot.retention.TestSets.bad;
import static io.etcdsnapshot.retention.TestSets.good;
import static io.etcdsnapshot.retention.TestSets.half;
import static io.etcdsnapshot.retention.TestSets.keep;
import static io.etcdsnapshot.retention.TestSets.keepWithin;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sets that don't count: neither of the two takes a slot, and each has its own way to stay. */
class FutureAndBadSetsTest {
    private static final Instant NOW = Instant.parse("2024-06-30T12:00:00Z");

    private static List<String> plan(RetentionPolicy policy, BackupSet... sets) {
        return policy.plan(List.of(sets), NOW).keep().stream()
                .map(kept -> kept.set().id() + ": " + String.join(", ", kept.reasons()))
                .toList();
    }

    @Test
    void aSetFromTheFutureIsPointedOutAndCountsForNothing() {
        assertThat(plan(
                        keep(Period.LAST, 1),
                        good("2024-06-30T12:00:01Z"),
                        bad("2031-01-01T00:00:00Z"),
                        good("2024-06-30T12:00:00Z"),
                        good("2024-06-30T11:00:00Z")))
                .containsExactly(
                        "2031-01-01_000000: taken in the future, check the clocks",
                        "2024-06-30_120001: taken in the future, check the clocks",
                        "2024-06-30_120000: newest usable set, last");
    }

    @Test
    void withinDoesNotCountFromTheFuture() {
        assertThat(plan(
                        keepWithin("2h"),
                        good("2025-01-01T00:00:00Z"),
                        good("2024-06-30T11:00:00Z"),
                        good("2024-06-30T10:00:00Z")))
                .hasSize(3);
    }

    @Test
    void aBadSetStaysWhileNoNewerGoodOneIsThereOrTheRulesWantIt() {
        assertThat(plan(
                        keep(Period.DAILY, 2),
                        bad("2024-06-30T01:00:00Z"),
                        good("2024-06-29T01:00:00Z"),
                        bad("2024-06-29T00:30:00Z"),
                        bad("2024-06-28T02:00:00Z"),
                        good("2024-06-28T01:00:00Z"),
                        bad("2024-06-27T01:00:00Z")))
                .containsExactly(
                        "2024-06-30_010000: daily, no newer usable set",
                        "2024-06-29_010000: newest usable set, daily",
                        "2024-06-28_020000: daily",
                        "2024-06-28_010000: daily");
    }

    @Test
    void amongHalvesEachKindOfFileKeepsItsNewest() {
        assertThat(plan(
                        keep(Period.LAST, 1),
                        half("2024-06-30T03:00:00Z", Content.KUBE_RESOURCES),
                        bad("2024-06-30T02:00:00Z"),
                        half("2024-06-30T01:00:00Z", Content.KUBE_RESOURCES),
                        good("2024-06-29T01:00:00Z"),
                        bad("2024-06-28T01:00:00Z"),
                        half("2024-06-27T01:00:00Z", Content.SNAPSHOT)))
                .containsExactly(
                        "2024-06-30_030000: newest usable set, last",
                        "2024-06-30_020000: no newer usable set",
                        "2024-06-29_010000: newest usable set");
    }
}
