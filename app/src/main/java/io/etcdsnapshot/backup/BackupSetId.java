package io.etcdsnapshot.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The timestamp in a set's file names, such as {@code 2026-11-20_013000}: the host's local time, which on OpenShift is
 * UTC.
 */
public record BackupSetId(String value) implements Comparable<BackupSetId> {
    /** Matches an id within the file names that contain it. */
    static final String PATTERN = "\\d{4}-\\d{2}-\\d{2}_\\d{6}";

    private static final Pattern FORM = Pattern.compile(PATTERN);
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd_HHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    public BackupSetId {
        // The formatter alone would take a sign before the year.
        if (!FORM.matcher(value).matches()) {
            throw new DateTimeException("no id of a set: " + value);
        }
        LocalDateTime.parse(value, FORMAT);
    }

    public static BackupSetId at(Instant time) {
        return new BackupSetId(FORMAT.format(time.atOffset(ZoneOffset.UTC)));
    }

    /** Parses an id; empty where the form is wrong or the date does not exist. */
    public static Optional<BackupSetId> parse(String text) {
        try {
            return Optional.of(new BackupSetId(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    public Instant time() {
        return LocalDateTime.parse(value, FORMAT).toInstant(ZoneOffset.UTC);
    }

    @Override
    public int compareTo(BackupSetId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
