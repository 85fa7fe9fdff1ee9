package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.SetState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold for every policy and all sets, shown on 10,000 seeded random cases. */
class RetentionInvariantsTest {
    private static final int CASES = 10_000;

    private static final List<RandomCase> ALL =
            IntStream.range(0, CASES).mapToObj(RandomCase::of).toList();

    private static Stream<RandomCase> cases() {
        return ALL.stream();
    }

    @Test
    void everySetIsEitherKeptOrRemoved() {
        cases().forEach(each -> {
            RetentionPlan plan = each.plan();
            List<BackupSet> all = new ArrayList<>(plan.remove());
            all.addAll(kept(plan));
            assertThat(all).as("seed %d", each.seed()).containsExactlyInAnyOrderElementsOf(each.sets());
        });
    }

    @Test
    void everyKeptSetHasAReason() {
        cases().forEach(each -> assertThat(each.plan().keep())
                .as("seed %d", each.seed())
                .allSatisfy(kept -> assertThat(kept.reasons())
                        .isNotEmpty()
                        .doesNotContain("")
                        .doesNotHaveDuplicates()));
    }

    @Test
    void theNewestGoodSetStays() {
        cases().forEach(each -> each.newestGood()
                .ifPresent(newest ->
                        assertThat(kept(each.plan())).as("seed %d", each.seed()).contains(newest)));
    }

    @Test
    void aSecondRunRemovesNothingMore() {
        cases().forEach(each -> assertThat(each.plan(kept(each.plan())))
                .as("seed %d", each.seed())
                .isEqualTo(new RetentionPlan(each.plan().keep(), List.of())));
    }

    @Test
    void anOlderSetNeverRemovesANewerOne() {
        cases().forEach(each -> {
            BackupSet added = each.another();
            List<BackupSet> more = new ArrayList<>(each.sets());
            more.add(added);
            List<BackupSet> newer = keptWhere(each.plan(), set -> set.takenAt().isAfter(added.takenAt()));
            assertThat(kept(each.plan(more))).as("seed %d", each.seed()).containsAll(newer);
        });
    }

    @Test
    void badSetsTakeNoSlot() {
        cases().forEach(each -> {
            RetentionPlan withoutBad = each.plan(each.only(set -> set.isUsable()));
            List<RetentionPlan.Kept> good = each.plan().keep().stream()
                    .filter(kept -> kept.set().isUsable())
                    .toList();
            assertThat(good).as("seed %d", each.seed()).isEqualTo(withoutBad.keep());
        });
    }

    @Test
    void futureSetsTakeNoSlotAndStay() {
        cases().forEach(each -> {
            RetentionPlan plan = each.plan();
            RetentionPlan withoutFuture = each.plan(each.only(set -> !each.isFuture(set)));
            assertThat(keptWhere(plan, each::isFuture))
                    .as("seed %d", each.seed())
                    .containsExactlyInAnyOrderElementsOf(each.only(each::isFuture));
            assertThat(keptWhere(plan, set -> !each.isFuture(set)))
                    .as("seed %d", each.seed())
                    .isEqualTo(kept(withoutFuture));
        });
    }

    @Test
    void aBadSetGoesOnlyWhenANewerGoodOneIsThere() {
        cases().forEach(each -> assertThat(each.plan().remove())
                .as("seed %d", each.seed())
                .filteredOn(set -> !set.isUsable())
                .allMatch(bad -> each.newestGood()
                        .filter(newest -> BackupSet.NEWEST_FIRST.compare(newest, bad) < 0)
                        .isPresent()));
    }

    @Test
    void aBadSetGoesOnlyIfTheRulesWouldRemoveItWereItGood() {
        cases().forEach(each -> each.plan().remove().stream()
                .filter(set -> !set.isUsable())
                .forEach(bad -> {
                    BackupSet repaired = bad.as(SetState.COMPLETE, "repaired");
                    List<BackupSet> sets = new ArrayList<>(each.sets());
                    Collections.replaceAll(sets, bad, repaired);
                    assertThat(each.plan(sets).remove())
                            .as("seed %d", each.seed())
                            .contains(repaired);
                }));
    }

    @Test
    void theOrderInWhichSetsAreFoundDoesNotMatter() {
        cases().forEach(each -> {
            List<BackupSet> shuffled = new ArrayList<>(each.sets());
            Collections.shuffle(shuffled, new Random(each.seed()));
            assertThat(each.plan(shuffled)).as("seed %d", each.seed()).isEqualTo(each.plan());
        });
    }

    private static List<BackupSet> kept(RetentionPlan plan) {
        return keptWhere(plan, set -> true);
    }

    private static List<BackupSet> keptWhere(RetentionPlan plan, Predicate<BackupSet> wanted) {
        return plan.keep().stream().map(RetentionPlan.Kept::set).filter(wanted).toList();
    }
}
