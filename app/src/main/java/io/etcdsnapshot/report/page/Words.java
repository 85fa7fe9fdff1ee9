package io.etcdsnapshot.report.page;

import io.etcdsnapshot.catalogue.Health;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Says times, ages and states in plain words. */
public final class Words {
    /** Texts of a locale would cost a start a tenth of a second. */
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private Words() {}

    /** Returns such as {@code 20 Nov 2026}. */
    static String date(LocalDate date) {
        return "%d %s %d".formatted(date.getDayOfMonth(), month(date), date.getYear());
    }

    static String month(LocalDate date) {
        return MONTHS[date.getMonthValue() - 1];
    }

    /** Returns such as {@code 20 Nov 2026, 01:30}; in UTC. */
    static String time(Instant moment) {
        LocalDateTime time = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
        return "%s, %02d:%02d".formatted(date(time.toLocalDate()), time.getHour(), time.getMinute());
    }

    /** Returns such as {@code 3 hours}. */
    public static String length(Duration length) {
        if (length.toDays() >= 60) {
            return count(length.toDays() / 30, "month");
        } else if (length.toHours() >= 48) {
            return count(length.toDays(), "day");
        } else if (length.toMinutes() >= 100) {
            return count(Math.round(length.toMinutes() / 60.0), "hour");
        } else if (length.toSeconds() >= 100) {
            return count(Math.round(length.toSeconds() / 60.0), "minute");
        }
        return count(length.toSeconds(), "second");
    }

    /** Returns how long something took, such as {@code 14.2 s}. */
    static String took(long millis) {
        return millis >= 100_000
                ? length(Duration.ofMillis(millis))
                : String.format(Locale.US, "%.1f s", millis / 1000.0);
    }

    /** Returns such as {@code 1 set} or {@code 1,200 sets}. */
    public static String count(long number, String noun) {
        return "%s %s%s".formatted(String.format(Locale.US, "%,d", number), noun, number == 1 ? "" : "s");
    }

    static String health(Health health) {
        return switch (health) {
            case GOOD -> "good";
            case PARTIAL -> "not everywhere";
            case OLD -> "too old";
            case NONE -> "no good set";
            case UNREADABLE -> "can't be read";
        };
    }
}
