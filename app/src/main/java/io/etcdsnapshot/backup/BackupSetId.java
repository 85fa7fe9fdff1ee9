package io.etcdsnapshot.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The timestamp in a set's file names, such as {@code 2026-11-20_013000}: the host's local time, which on OpenShift is
 * UTC.
 */
public record BackupSetId(String value) implements Comparable<BackupSetId> {
    private static final String FORM = "dddd-dd-dd_dddddd";
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd_HHmmss", Locale.ROOT);

    public BackupSetId {
        if (!hasForm(value)) {
            throw new DateTimeException("no id of a set: " + value);
        }
        timeOf(value);
    }

    public static BackupSetId at(Instant time) {
        return new BackupSetId(FORMAT.format(time.atOffset(ZoneOffset.UTC)));
    }

    /** Parses an id; empty where the form is wrong or the date does not exist. */
    public static Optional<BackupSetId> parse(String text) {
        if (!hasForm(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BackupSetId(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean hasForm(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char at = text.charAt(i);
            if (FORM.charAt(i) == 'd' ? at < '0' || at > '9' : at != FORM.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    public Instant time() {
        return timeOf(value).toInstant(ZoneOffset.UTC);
    }

    /** A formatter takes many times as long, which is felt where thousands of names are read. */
    private static LocalDateTime timeOf(String value) {
        return LocalDateTime.of(
                number(value, 0, 4),
                number(value, 5, 7),
                number(value, 8, 10),
                number(value, 11, 13),
                number(value, 13, 15),
                number(value, 15, 17));
    }

    private static int number(String value, int begin, int end) {
        return Integer.parseInt(value, begin, end, 10);
    }

    @Override
    public int compareTo(BackupSetId other) {
        return value.compareTo(other.value);
    }

    /** A record's own equals is put together at its first call, which takes longer than all else of a short listing. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BackupSetId id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
