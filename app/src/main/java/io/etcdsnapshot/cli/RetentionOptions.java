package io.etcdsnapshot.cli;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.location.DirectoryLocation;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import io.etcdsnapshot.values.RetentionRules;
import io.etcdsnapshot.values.Values;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The rules of retention, as options; each replaces the rule of the same name in the values. */
@OptionGroup("Retention options")
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

    @Option(
            names = "--keep-daily",
            paramLabel = "N",
            description = "keep the newest set of each of the last N days that have one")
    @Nullable
    Integer daily;

    @Option(
            names = "--keep-weekly",
            paramLabel = "N",
            description = "keep the newest set of each of the last N ISO weeks that have one")
    @Nullable
    Integer weekly;

    @Option(
            names = "--keep-monthly",
            paramLabel = "N",
            description = "keep the newest set of each of the last N months that have one")
    @Nullable
    Integer monthly;

    @Option(
            names = "--keep-yearly",
            paramLabel = "N",
            description = "keep the newest set of each of the last N years that have one")
    @Nullable
    Integer yearly;

    @Option(
            names = "--keep-within",
            paramLabel = "DURATION",
            description = "keep all sets taken at most this long before the newest, such as 36h, 5d, 2w or 1y2m")
    @Nullable
    CalendarDuration within;

    @Option(
            names = "--keep-tag",
            paramLabel = "TAG",
            split = EnvironmentDefaults.COMMA_OR_SEPARATOR,
            hideParamSyntax = true,
            description = "keep all sets with this tag; may be repeated")
    @Nullable
    List<String> tags;

    /** Returns the policy for a destination: that of its kind in the values, else the node's. */
    RetentionPolicy forDestination(Values values, Location destination) {
        return over(
                values.rules(DestinationOptions.valuesOf(values, destination)).policy());
    }

    /**
     * Returns the rules that the values have for a place: those of mirrors for one over SSH, of the bucket for one in S3,
     * of the volume for one that is not the node's own directory, else the node's.
     */
    static RetentionRules rulesFor(Location place, HostRootOption hostRoot, Values values) {
        if (!(place instanceof DirectoryLocation)) {
            return values.rules(DestinationOptions.valuesOf(values, place));
        }
        return values.copiesToVolume() && !DefaultLocation.isNodes(place, hostRoot, values)
                ? values.rules(values.volume())
                : values.nodeRules();
    }

    /** Returns the rules of a location: of the values file, with the options over them; null where nobody said any. */
    @Nullable
    RetentionPolicy known(Location location, HostRootOption hostRoot, CommonOptions common) {
        RetentionRules rules = common.hasFile() ? rulesFor(location, hostRoot, common.values()) : RetentionRules.NONE;
        RetentionPolicy policy = over(rules.policy());
        return policy.isEmpty() ? null : policy;
    }

    /**
     * Returns a policy with the options over it.
     *
     * @throws Failure wrong usage, for a rule that cannot be
     */
    RetentionPolicy over(RetentionPolicy values) {
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
