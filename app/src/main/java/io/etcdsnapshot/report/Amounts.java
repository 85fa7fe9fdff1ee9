package io.etcdsnapshot.report;

import java.time.Duration;
import java.util.Locale;

/** Sizes, numbers and ages in words that a person reads at a glance. */
final class Amounts {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Amounts() {}

    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.US, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    static String count(long number) {
        return String.format(Locale.US, "%,d", number);
    }

    /** Such as {@code 3h}; what lies in the future has a plus sign. */
    static String age(Duration age) {
        Duration length = age.abs();
        String text;
        if (length.toDays() >= 2) {
            text = length.toDays() + "d";
        } else if (length.toHours() >= 2) {
            text = length.toHours() + "h";
        } else if (length.toMinutes() >= 2) {
            text = length.toMinutes() + "m";
        } else {
            text = length.toSeconds() + "s";
        }
        return age.isNegative() ? "+" + text : text;
    }

    static String seconds(long millis) {
        return String.format(Locale.US, "%.1f s", millis / 1000.0);
    }
}
