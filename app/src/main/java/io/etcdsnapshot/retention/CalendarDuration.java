package io.etcdsnapshot.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as users write it: {@code 90s}, {@code 30m}, {@code 36h}, {@code 5d}, {@code 2w}, {@code 1y2m}. An
 * {@code m} means months between years and weeks or days, and minutes everywhere else.
 */
public record CalendarDuration(int years, int months, int days, Duration time, String text) {
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<y>\\d{1,6})y)?(?:(?<M>\\d{1,6})m(?=\\d+[wd]|(?<=y\\d{1,6}m)))?(?:(?<w>\\d{1,6})w)?(?:(?<d>\\d{1,6})d)?"
                    + "(?:(?<h>\\d{1,6})h)?(?:(?<m>\\d{1,6})m)?(?:(?<s>\\d{1,9})s)?");

    /** @throws IllegalArgumentException if the text is no such length */
    public static CalendarDuration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a duration such as 90s, 30m, 36h, 5d, 2w or 1y2m".formatted(text));
        }
        return new CalendarDuration(
                part(matcher, "y"),
                part(matcher, "M"),
                part(matcher, "w") * 7 + part(matcher, "d"),
                Duration.ofHours(part(matcher, "h"))
                        .plusMinutes(part(matcher, "m"))
                        .plusSeconds(part(matcher, "s")),
                text);
    }

    private static int part(Matcher matcher, String unit) {
        String digits = matcher.group(unit);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    public static CalendarDuration ofDays(int days) {
        return new CalendarDuration(0, 0, days, Duration.ZERO, days + "d");
    }

    public boolean isZero() {
        return years == 0 && months == 0 && days == 0 && time.isZero();
    }

    /** As an exact length; a year counts 365 days and a month 30. */
    public Duration toDuration() {
        return Duration.ofDays(years * 365L + months * 30L + days).plus(time);
    }

    /**
     * Counts back from a moment in UTC. A day that the month before doesn't have runs over into the next month, as in
     * restic: one month before 31 March is 3 March.
     */
    public Instant before(Instant moment) {
        OffsetDateTime from = moment.atOffset(ZoneOffset.UTC);
        return YearMonth.from(from)
                .minusMonths(12L * years + months)
                .atDay(1)
                .plusDays(from.getDayOfMonth() - 1L - days)
                .atTime(from.toLocalTime())
                .toInstant(ZoneOffset.UTC)
                .minus(time);
    }

    @Override
    public String toString() {
        return text;
    }
}
