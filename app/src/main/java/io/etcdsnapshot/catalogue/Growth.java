package io.etcdsnapshot.catalogue;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.etcd.SnapshotStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster's database grew, from the sets that are there and the outcomes that are remembered of others.
 *
 * @param points oldest first
 * @param fit null where there are too few points for one
 */
public record Growth(List<Point> points, @Nullable Fit fit) {
    /** Points before that say little of what is to come. */
    private static final Duration FITTED = Duration.ofDays(90);

    private static final int FEWEST_POINTS = 4;
    private static final Duration SHORTEST = Duration.ofDays(2);
    private static final Duration FORESEEN = Duration.ofDays(3650);
    private static final double DAY = Duration.ofDays(1).toSeconds();

    /**
     * One snapshot.
     *
     * @param bytes of the database
     * @param keys live ones, else all entries; null where not known
     */
    public record Point(BackupSetId id, Instant at, long bytes, @Nullable Long keys) {}

    /**
     * A straight line through the points of the last 90 days, by least squares.
     *
     * @param since when the first of its points was taken
     * @param bytesPerDay negative where the database shrinks
     * @param quotaReached when the line meets the quota; null where it does not within ten years
     */
    public record Fit(Instant since, int points, long bytesPerDay, @Nullable Instant quotaReached) {}

    static Growth of(Collection<BackupSet> sets, Collection<Outcome> outcomes, long quotaBytes) {
        Map<BackupSetId, Point> byId = new TreeMap<>();
        for (Outcome outcome : outcomes) {
            BackupSetId id = outcome.id();
            Long bytes = outcome.dbSize();
            if (id != null && bytes != null && outcome.ok()) {
                byId.put(id, new Point(id, id.time(), bytes, outcome.keys()));
            }
        }
        for (BackupSet set : sets) {
            Manifest manifest = set.manifest();
            SnapshotStatus status = manifest == null ? null : manifest.snapshot();
            if (status != null && set.isUsable()) {
                Long keys = Objects.requireNonNullElse(status.liveKeys(), status.totalKeys());
                byId.put(set.id(), new Point(set.id(), set.takenAt(), status.totalSize(), keys));
            }
        }
        List<Point> points = List.copyOf(byId.values());
        return new Growth(points, fit(points, quotaBytes));
    }

    private static @Nullable Fit fit(List<Point> points, long quotaBytes) {
        if (points.isEmpty()) {
            return null;
        }
        Instant last = points.get(points.size() - 1).at();
        List<Point> fitted = points.stream()
                .filter(point -> !point.at().isBefore(last.minus(FITTED)))
                .toList();
        Instant since = fitted.get(0).at();
        if (fitted.size() < FEWEST_POINTS || Duration.between(since, last).compareTo(SHORTEST) < 0) {
            return null;
        }
        double meanDay = fitted.stream()
                .mapToDouble(point -> days(since, point.at()))
                .average()
                .orElse(0);
        double meanBytes = fitted.stream().mapToDouble(Point::bytes).average().orElse(0);
        double products = 0;
        double squares = 0;
        for (Point point : fitted) {
            double day = days(since, point.at()) - meanDay;
            products += day * (point.bytes() - meanBytes);
            squares += day * day;
        }
        double slope = products / squares;
        double now = meanBytes + slope * (days(since, last) - meanDay);
        return new Fit(since, fitted.size(), Math.round(slope), reached(last, (quotaBytes - now) / slope, slope));
    }

    private static @Nullable Instant reached(Instant last, double daysLeft, double slope) {
        boolean foreseen = slope > 0 && daysLeft <= FORESEEN.toDays();
        return foreseen ? last.plusSeconds(Math.round(Math.max(0, daysLeft) * DAY)) : null;
    }

    private static double days(Instant from, Instant to) {
        return Duration.between(from, to).toSeconds() / DAY;
    }
}
