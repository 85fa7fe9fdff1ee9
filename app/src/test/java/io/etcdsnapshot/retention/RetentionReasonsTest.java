package io.etcdsnapshot.retention;

import static io.etcdsnapshot.retention.TestSets.good;
import static io.etcdsnapshot.retention.TestSets.keep;
import static io.etcdsnapshot.retention.TestSets.keepWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Small cases, as a person would check them by hand. */
class RetentionReasonsTest {
    private static final Instant NOW = Instant.parse("2024-06-30T12:00:00Z");

    private static List<String> plan(RetentionPolicy policy, BackupSet... sets) {
        return policy.plan(List.of(sets), NOW).keep().stream()
                .map(kept -> kept.set().id() + ": " + String.join(", ", kept.reasons()))
                .toList();
    }

    @Test
    void tellsEveryRuleThatKeepsASet() {
        Map<Period, Integer> counts = Map.of(
                Period.LAST,
                1,
                Period.HOURLY,
                1,
                Period.DAILY,
                1,
                Period.WEEKLY,
                1,
                Period.MONTHLY,
                2,
                Period.YEARLY,
                1);
        RetentionPolicy policy =
                new RetentionPolicy(counts, CalendarDuration.parse("36h"), List.of("keep", "pre-upgrade"));

        assertThat(plan(
                        policy,
                        good("2024-06-30T01:00:00Z", "pre-upgrade", "keep"),
                        good("2024-06-29T01:00:00Z"),
                        good("2024-05-31T01:00:00Z"),
                        good("2024-05-30T01:00:00Z"),
                        good("2024-01-01T01:00:00Z", "keep")))
                .containsExactly(
                        "2024-06-30_010000: newest usable set, last, hourly, daily, weekly, monthly, yearly, within 36h, "
                                + "tag keep, tag pre-upgrade",
                        "2024-06-29_010000: within 36h",
                        "2024-05-31_010000: monthly",
                        "2024-01-01_010000: tag keep");
    }

    @Test
    void weeksBeginOnMondayAndBelongToTheYearOfTheirThursday() {
        assertThat(plan(
                        keep(Period.WEEKLY, 3),
                        good("2021-01-04T00:00:00Z"), // Monday of 2021-W01
                        good("2021-01-03T23:59:59Z"), // Sunday of 2020-W53
                        good("2020-12-28T00:00:00Z"), // Monday of 2020-W53
                        good("2020-12-27T23:59:59Z"), // Sunday of 2020-W52
                        good("2019-12-30T00:00:00Z"))) // Monday of 2020-W01
                .containsExactly(
                        "2021-01-04_000000: newest usable set, weekly",
                        "2021-01-03_235959: weekly",
                        "2020-12-27_235959: weekly");
    }

    @Test
    void theSameWeekOfAnotherYearIsAnotherWeek() {
        assertThat(plan(keep(Period.WEEKLY, 9), good("2021-01-05T00:00:00Z"), good("2020-01-01T00:00:00Z")))
                .hasSize(2);
    }

    @Test
    void periodsWithoutASetCostNothing() {
        assertThat(plan(
                        keep(Period.DAILY, 2),
                        good("2024-06-30T01:00:00Z"),
                        good("2020-02-29T23:00:00Z"),
                        good("2020-02-29T01:00:00Z")))
                .containsExactly("2024-06-30_010000: newest usable set, daily", "2020-02-29_230000: daily");
    }

    @Test
    void ofTwoSetsInOneSecondTheGreaterIdIsTheNewer() {
        Instant time = Instant.parse("2024-06-30T01:00:00Z");
        BackupSet first = TestSets.set(new BackupSetId("2024-06-30_010000"), time, SetState.COMPLETE, List.of());
        BackupSet second = TestSets.set(new BackupSetId("2024-06-30_010001"), time, SetState.COMPLETE, List.of());

        assertThat(plan(keep(Period.LAST, 1), first, second))
                .containsExactly("2024-06-30_010001: newest usable set, last");
        assertThat(plan(keep(Period.LAST, 1), second, first))
                .containsExactly("2024-06-30_010001: newest usable set, last");
    }

    @Test
    void aDirectoryComesBeforeTheFlatSetOfItsId() {
        BackupSet set = good("2024-06-30T01:00:00Z");
        BackupSet flat = TestSets.flat(set.id(), SetState.FLAT);

        RetentionPlan plan = keep(Period.LAST, 1).plan(List.of(flat, set), NOW);

        assertThat(plan.keep()).extracting(RetentionPlan.Kept::set).containsExactly(set);
        assertThat(plan.remove()).containsExactly(flat);
    }

    @Test
    void withinCountsFromTheNewestSetAndLeavesItsEdgeOut() {
        assertThat(plan(
                        keepWithin("1d"),
                        good("2023-01-02T12:00:00Z"),
                        good("2023-01-01T12:00:01Z"),
                        good("2023-01-01T12:00:00Z")))
                .containsExactly("2023-01-02_120000: newest usable set, within 1d", "2023-01-01_120001: within 1d");
    }

    @Test
    void anEmptyPolicyHasNoPlan() {
        assertThatThrownBy(() -> keep(Period.LAST, 0).plan(List.of(), NOW)).isInstanceOf(IllegalStateException.class);
    }
}
