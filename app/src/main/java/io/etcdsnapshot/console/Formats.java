package io.etcdsnapshot.console;

import java.time.Duration;
import java.util.Locale;

/** Formats sizes, numbers and ages for people. */
public final class Formats {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Formats() {}

    /** Returns a size in the largest fitting unit, such as {@code 92.0 MiB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.US, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    /** Returns a part of a whole in percent, such as {@code 4.2%}. */
    public static String share(long part, long whole) {
        return String.format(Locale.US, "%.1f%%", whole == 0 ? 0 : 100.0 * part / whole);
    }

    /** Returns a number with commas between thousands. */
    public static String count(long number) {
        return String.format(Locale.US, "%,d", number);
    }

    /** Returns an age such as {@code 3h}; what lies in the future has a plus sign. */
    public static String age(Duration age) {
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

    /** Returns milliseconds as seconds, such as {@code 1.5 s}. */
    public static String seconds(long millis) {
        return String.format(Locale.US, "%.1f s", millis / 1000.0);
    }
}
