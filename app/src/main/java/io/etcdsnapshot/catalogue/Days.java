package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The calendar of one place: looks up what there is to see of a day. */
public final class Days {
    private final Map<LocalDate, List<BackupSet>> sets = new HashMap<>();
    private final Map<LocalDate, List<Outcome>> failures = new HashMap<>();
    private final Set<LocalDate> gaps = new HashSet<>();
    private final Set<BackupSetId> leaving = new HashSet<>();
    private final Set<BackupSetId> damaged;

    public Days(PlaceState place) {
        place.sets().stream().filter(BackupSet::isDated).forEach(set -> sets.computeIfAbsent(
                        date(set.takenAt()), day -> new ArrayList<>())
                .add(set));
        place.outcomes().stream().filter(outcome -> !outcome.ok()).forEach(outcome -> failures.computeIfAbsent(
                        date(outcome.at()), day -> new ArrayList<>())
                .add(outcome));
        place.gaps().forEach(this::add);
        if (place.next() != null) {
            place.next().sets().forEach(set -> leaving.add(set.id()));
        }
        damaged = PlaceState.failedSince(place.outcomes());
    }

    /** The days with the sets around it are none of a gap. */
    private void add(Gap gap) {
        LocalDate end = gap.isOpen() ? date(gap.to()).plusDays(1) : date(gap.to());
        for (LocalDate day = date(gap.from()).plusDays(1); day.isBefore(end); day = day.plusDays(1)) {
            gaps.add(day);
        }
    }

    /** Returns the day of a moment, in UTC. */
    public static LocalDate date(Instant moment) {
        return LocalDate.ofEpochDay(Math.floorDiv(moment.getEpochSecond(), 86_400L));
    }

    /** Returns the first day with a set or a failure; today where there is none. */
    public LocalDate first(LocalDate today) {
        LocalDate first = today;
        for (LocalDate date : sets.keySet()) {
            first = date.isBefore(first) ? date : first;
        }
        for (LocalDate date : failures.keySet()) {
            first = date.isBefore(first) ? date : first;
        }
        return first;
    }

    public Day of(LocalDate date) {
        List<BackupSet> taken = sets.getOrDefault(date, List.of());
        List<Outcome> failed = failures.getOrDefault(date, List.of());
        boolean leaves = taken.stream().anyMatch(set -> leaving.contains(set.id()));
        return new Day(date, kind(date, taken, failed), taken, failed, leaves);
    }

    private Day.Kind kind(LocalDate date, List<BackupSet> taken, List<Outcome> failed) {
        if (taken.isEmpty()) {
            boolean isGap = gaps.contains(date);
            return failed.stream().anyMatch(outcome -> outcome.id() == null)
                    ? Day.Kind.FAILED
                    : isGap ? Day.Kind.GAP : Day.Kind.NONE;
        }
        List<BackupSet> usable = taken.stream()
                .filter(set -> set.isUsable() && !damaged.contains(set.id()))
                .toList();
        if (usable.isEmpty()) {
            return Day.Kind.BAD;
        }
        return usable.stream().allMatch(Days::needsCare) ? Day.Kind.CAUTION : Day.Kind.GOOD;
    }

    private static boolean needsCare(BackupSet set) {
        return set.dirty() || set.suspicion() != null || !set.counts();
    }
}
