package io.etcdsnapshot.retention;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which sets to keep. Rules are ORed; a period rule keeps the newest set of each of its last periods, in UTC and ISO
 * weeks; periods without a set cost nothing. The rules are restic's, but for its extra care for the oldest set.
 *
 * @param counts how many sets each period rule keeps; absent means 0
 * @param within keeps all sets taken this long before the newest, or null
 * @param tags keeps all sets with one of these
 */
public record RetentionPolicy(Map<Period, Integer> counts, @Nullable CalendarDuration within, List<String> tags) {
    /** The period rules, in the order in which reasons are given. */
    public enum Period {
        LAST,
        HOURLY,
        DAILY,
        WEEKLY,
        MONTHLY,
        YEARLY;

        /** Two sets are in the same period if this is the same; every set is a period of its own to {@link #LAST}. */
        private String nameOf(OffsetDateTime time, int position) {
            return switch (this) {
                case LAST -> Integer.toString(position);
                case HOURLY -> time.toLocalDate() + "T" + time.getHour();
                case DAILY -> time.toLocalDate().toString();
                case WEEKLY -> time.get(IsoFields.WEEK_BASED_YEAR) + "-W" + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
                case MONTHLY -> YearMonth.from(time).toString();
                case YEARLY -> Integer.toString(time.getYear());
            };
        }

        /** As in options and reasons. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Duration SHORTEST_WITHIN = Duration.ofHours(1);

    public static final String NEWEST = "newest usable set";
    public static final String NEWEST_BUT = "newest set, but ";
    public static final String FOREIGN = "not made by this program";
    public static final String UNREADABLE = "can't be read";
    public static final String FUTURE = "taken in the future, check the clocks";

    public RetentionPolicy {
        counts = new TreeMap<>(counts);
        counts.values().removeIf(count -> count == 0);
        tags = List.copyOf(tags);
        if (within != null && within.toDuration().compareTo(SHORTEST_WITHIN) < 0) {
            throw Failure.wrongUsage("keep-within %s is less than an hour".formatted(within))
                    .hint("an m alone means minutes; for months write 0y6m");
        }
    }

    /** Whether no rule keeps anything. */
    public boolean isEmpty() {
        return counts.isEmpty() && within == null && tags.isEmpty();
    }

    /**
     * Decides what stays of the sets of a location. Each cluster has a plan of its own, as if it were alone there; sets
     * whose cluster nobody knows are one more. Only usable sets of this program count; the others take no slot, and one
     * goes only if the rules would not have kept it and a newer set that counts is there. The newest set that counts
     * stays, of halves the newest of each kind, and so does every set from the future, or that can't be read, or that
     * another tool made.
     *
     * @throws IllegalStateException if the policy is empty
     */
    public RetentionPlan plan(List<BackupSet> sets, Instant now) {
        if (isEmpty()) {
            throw new IllegalStateException("an empty policy has no plan");
        }
        List<RetentionPlan.Kept> keep = new ArrayList<>();
        List<BackupSet> remove = new ArrayList<>();
        sets.stream()
                .sorted(BackupSet.NEWEST_FIRST)
                .collect(Collectors.groupingBy(new Clusters(sets)::of))
                .values()
                .forEach(cluster -> planCluster(cluster, now, keep, remove));
        keep.sort(Comparator.comparing(RetentionPlan.Kept::set, BackupSet.NEWEST_FIRST));
        remove.sort(BackupSet.NEWEST_FIRST);
        return new RetentionPlan(keep, remove);
    }

    private void planCluster(
            List<BackupSet> newestFirst, Instant now, List<RetentionPlan.Kept> keep, List<BackupSet> remove) {
        Set<BackupSet> newest = newest(newestFirst, now);
        Rules rules = new Rules(newest.stream()
                .map(BackupSet::takenAt)
                .max(Comparator.naturalOrder())
                .orElse(now));
        int newestSeen = 0;
        for (BackupSet set : newestFirst) {
            List<String> reasons = new ArrayList<>();
            if (set.takenAt().isAfter(now)) {
                reasons.add(FUTURE);
            } else if (!set.isRemovable()) {
                reasons.add(set.state() == SetState.UNREADABLE ? UNREADABLE : FOREIGN);
            } else if (newest.contains(set)) {
                newestSeen++;
                reasons.add(set.suspicion() == null ? NEWEST : NEWEST_BUT + set.suspicion());
                reasons.addAll(rules.reasonsFor(set));
            } else {
                reasons.addAll(rules.reasonsFor(set));
                if (!set.counts() && (newest.isEmpty() || newestSeen < newest.size())) {
                    reasons.add("no newer usable set");
                }
            }
            if (reasons.isEmpty()) {
                remove.add(set);
            } else {
                keep.add(new RetentionPlan.Kept(set, reasons));
            }
        }
    }

    /**
     * Returns the sets that no rule may remove: of each cluster the newest that counts; one, but where halves lie among
     * whole sets, there each kind of file has its newest. A suspect set, such as one that is behind an earlier set, does
     * not stand for that: the newest stays, and so does the newest that nothing is said against.
     */
    static Set<BackupSet> newest(List<BackupSet> sets, Instant now) {
        Clusters clusters = new Clusters(sets);
        Map<Optional<String>, Set<FileRole>> missing = new HashMap<>();
        Map<Optional<String>, Set<FileRole>> missingUnsuspected = new HashMap<>();
        Set<BackupSet> newest = new LinkedHashSet<>();
        for (BackupSet set : sets.stream().sorted(BackupSet.NEWEST_FIRST).toList()) {
            if (set.counts() && !set.takenAt().isAfter(now)) {
                boolean isNewest = fills(missing, clusters.of(set), set);
                boolean isNewestUnsuspected =
                        set.suspicion() == null && fills(missingUnsuspected, clusters.of(set), set);
                if (isNewest || isNewestUnsuspected) {
                    newest.add(set);
                }
            }
        }
        return newest;
    }

    private static boolean fills(
            Map<Optional<String>, Set<FileRole>> missing, Optional<String> cluster, BackupSet set) {
        return missing.computeIfAbsent(cluster, any -> EnumSet.allOf(FileRole.class))
                .removeIf(set.content()::covers);
    }

    /** One pass over the sets, newest first. */
    private final class Rules {
        private final Map<Period, Integer> left = new TreeMap<>(counts);
        private final Map<Period, String> lastKept = new TreeMap<>();
        private final @Nullable Instant withinFrom;
        private int position;

        Rules(Instant newest) {
            withinFrom = within == null ? null : within.before(newest);
        }

        List<String> reasonsFor(BackupSet set) {
            List<String> reasons = new ArrayList<>();
            OffsetDateTime time = set.takenAt().atOffset(ZoneOffset.UTC);
            position++;
            for (Map.Entry<Period, Integer> rule : left.entrySet()) {
                Period period = rule.getKey();
                String name = period.nameOf(time, position);
                if (rule.getValue() > 0 && !name.equals(lastKept.get(period))) {
                    reasons.add(period.toString());
                    if (set.counts()) {
                        lastKept.put(period, name);
                        rule.setValue(rule.getValue() - 1);
                    }
                }
            }
            if (withinFrom != null && set.takenAt().isAfter(withinFrom)) {
                reasons.add("within " + within);
            }
            tags.stream().filter(set.tags()::contains).forEach(tag -> reasons.add("tag " + tag));
            return reasons;
        }
    }
}
