package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import io.etcdsnapshot.retention.Span;
import io.etcdsnapshot.values.Values;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The rules of retention, as options; each replaces the rule of the same name in the values. */
final class RetentionOptions {
    @Option(names = "--keep-last", paramLabel = "N", description = "keep the newest N sets")
    @Nullable
    Integer last;

    @Option(
            names = "--keep-hourly",
            paramLabel = "N",
            description = "keep the newest set of each of the last N hours that have one")
    @Nullable
    Integer hourly;

    @Option(names = "--keep-daily", paramLabel = "N", description = "the same for days")
    @Nullable
    Integer daily;

    @Option(names = "--keep-weekly", paramLabel = "N", description = "the same for ISO weeks")
    @Nullable
    Integer weekly;

    @Option(names = "--keep-monthly", paramLabel = "N", description = "the same for months")
    @Nullable
    Integer monthly;

    @Option(names = "--keep-yearly", paramLabel = "N", description = "the same for years")
    @Nullable
    Integer yearly;

    @Option(
            names = "--keep-within",
            paramLabel = "DURATION",
            description = "keep all sets taken this long before the newest, such as 36h, 5d, 2w or 1y2m")
    @Nullable
    Span within;

    @Option(
            names = "--keep-tag",
            paramLabel = "TAG",
            split = ",",
            description = "keep all sets with this tag; may be repeated")
    @Nullable
    List<String> tags;

    /**
     * The policy for the node's own sets: {@code retention}, and {@code snapshot.purgeDays} where that names no span.
     *
     * @throws Failure wrong usage, for a rule that can't be
     */
    RetentionPolicy forNode(Values values) {
        return over(ofNode(values));
    }

    /** The policy for a destination: that of its kind in the values, else the node's. */
    RetentionPolicy forDestination(Values values, String location) {
        RetentionPolicy own = values.retention(location.startsWith("ssh://") ? "sync.retention" : "pv.retention");
        return over(own.isEmpty() ? ofNode(values) : own);
    }

    private static RetentionPolicy ofNode(Values values) {
        RetentionPolicy policy = values.retention("retention");
        int purgeDays = values.count("snapshot.purgeDays").orElse(0);
        return purgeDays > 0 && policy.within() == null
                ? new RetentionPolicy(policy.counts(), Span.ofDays(purgeDays), policy.tags())
                : policy;
    }

    private RetentionPolicy over(RetentionPolicy values) {
        Map<Period, Integer> counts = new EnumMap<>(Period.class);
        counts.putAll(values.counts());
        given().forEach((period, count) -> {
            if (count < 0) {
                throw Failure.wrongUsage("--keep-%s %d: a count can't be negative".formatted(period, count));
            }
            counts.put(period, count);
        });
        if (within != null && within.isZero()) {
            throw Failure.wrongUsage("--keep-within %s keeps nothing".formatted(within));
        }
        if (tags != null && tags.contains("")) {
            throw Failure.wrongUsage("--keep-tag '' names no tag");
        }
        return new RetentionPolicy(
                counts, within != null ? within : values.within(), tags != null ? tags : values.tags());
    }

    private Map<Period, Integer> given() {
        Map<Period, Integer> given = new EnumMap<>(Period.class);
        put(given, Period.LAST, last);
        put(given, Period.HOURLY, hourly);
        put(given, Period.DAILY, daily);
        put(given, Period.WEEKLY, weekly);
        put(given, Period.MONTHLY, monthly);
        put(given, Period.YEARLY, yearly);
        return given;
    }

    private static void put(Map<Period, Integer> counts, Period period, @Nullable Integer count) {
        if (count != null) {
            counts.put(period, count);
        }
    }
}
