package io.etcdsnapshot.retention;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Up to forty sets, good and bad, of past and future, some in one second; a policy; and a moment. */
record RandomCase(int seed, List<BackupSet> sets, RetentionPolicy policy, Instant now) {
    private static final List<String> TAGS = List.of("keep", "pre-upgrade");
    private static final List<String> SPANS = List.of("90m", "36h", "5d", "2w", "1y2m", "1m3d");

    static RandomCase of(int seed) {
        Random random = new Random(seed);
        Instant now = Instant.parse("2024-03-01T12:00:00Z").plusSeconds(random.nextInt(400 * 86_400));
        long reach = List.of(7_200L, 86_400L * 3, 86_400L * 60, 86_400L * 1_500).get(random.nextInt(4));
        int count = random.nextInt(41);
        double share = random.nextDouble();
        List<BackupSet> sets = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            BackupSet set = randomSet(random, now, reach, share, sets);
            if (names.add(set.id() + " " + set.flat())) {
                sets.add(set);
            }
        }
        return new RandomCase(seed, List.copyOf(sets), randomPolicy(random), now);
    }

    private static BackupSet randomSet(Random random, Instant now, long reach, double share, List<BackupSet> others) {
        boolean good = random.nextDouble() < share;
        long back = (long) (random.nextDouble() * reach);
        Instant time = random.nextInt(12) == 0 ? now.plusSeconds(1 + back) : now.minusSeconds(back);
        if (!others.isEmpty() && random.nextInt(8) == 0) {
            time = others.get(random.nextInt(others.size())).takenAt();
        }
        BackupSetId id = BackupSetId.at(time.plusSeconds(random.nextInt(3)));
        if (random.nextInt(6) == 0) {
            return TestSets.flat(id, good ? SetState.FLAT : SetState.INCOMPLETE);
        }
        List<String> tags = random.nextInt(5) == 0 ? List.of(TAGS.get(random.nextInt(TAGS.size()))) : List.of();
        return TestSets.set(id, time, good ? SetState.COMPLETE : SetState.CORRUPT, tags);
    }

    private static RetentionPolicy randomPolicy(Random random) {
        Map<Period, Integer> counts = new EnumMap<>(Period.class);
        for (Period period : Period.values()) {
            if (random.nextInt(3) == 0) {
                counts.put(period, 1 + random.nextInt(8));
            }
        }
        CalendarDuration within =
                random.nextInt(4) == 0 ? CalendarDuration.parse(SPANS.get(random.nextInt(SPANS.size()))) : null;
        List<String> tags = random.nextInt(4) == 0 ? TAGS.subList(0, 1 + random.nextInt(2)) : List.of();
        RetentionPolicy policy = new RetentionPolicy(counts, within, tags);
        return policy.isEmpty() ? TestSets.keep(Period.LAST, 1 + random.nextInt(5)) : policy;
    }

    RetentionPlan plan() {
        return plan(sets);
    }

    RetentionPlan plan(List<BackupSet> others) {
        return policy.plan(others, now);
    }

    List<BackupSet> only(Predicate<BackupSet> wanted) {
        return sets.stream().filter(wanted).toList();
    }

    boolean isFuture(BackupSet set) {
        return set.takenAt().isAfter(now);
    }

    Optional<BackupSet> newestGood() {
        return sets.stream().filter(set -> set.isUsable() && !isFuture(set)).min(BackupSet.NEWEST_FIRST);
    }

    /** Older than the moment, and unlike all that are there. */
    BackupSet another() {
        Random random = new Random(~seed);
        Instant time =
                now.minus(Duration.ofSeconds(random.nextInt(86_400 * 90))).plusMillis(1);
        SetState state = random.nextInt(4) == 0 ? SetState.CORRUPT : SetState.COMPLETE;
        return TestSets.set(BackupSetId.at(time), time, state, List.of());
    }
}
