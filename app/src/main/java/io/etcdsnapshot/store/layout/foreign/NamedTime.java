package io.etcdsnapshot.store.layout.foreign;

import io.etcdsnapshot.backup.BackupSetId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the time in a name: as a set's id has it, as RFC 3339, or as Unix time in seconds. */
final class NamedTime {
    static final String RFC_3339 = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?:Z|[+-]\\d{2}:?\\d{2})";
    static final String STAMP = "\\d{4}-\\d{2}-\\d{2}_\\d{6}";
    /** Of the years from 2001 to 2096. */
    static final String UNIX = "[1-3]\\d{9}";

    private static final Pattern ANY =
            Pattern.compile("(?<!\\d)(?:(?<rfc>%s)|(?<stamp>%s)|(?<unix>%s))(?!\\d)".formatted(RFC_3339, STAMP, UNIX));
    private static final Pattern OFFSET_WITHOUT_COLON = Pattern.compile("([+-]\\d{2})(\\d{2})$");

    private NamedTime() {}

    /** Returns the only time in a name; empty if there is none, or more than one. */
    static Optional<Instant> in(String name) {
        Matcher matcher = ANY.matcher(name);
        if (!matcher.find()) {
            return Optional.empty();
        }
        Optional<Instant> time = parse(matcher.group());
        return matcher.find() ? Optional.empty() : time;
    }

    /** Parses a time; empty where the date does not exist. */
    static Optional<Instant> parse(String text) {
        if (text.matches(UNIX)) {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
        } else if (text.matches(STAMP)) {
            return BackupSetId.parse(text).map(BackupSetId::time);
        }
        try {
            String standard = OFFSET_WITHOUT_COLON.matcher(text).replaceFirst("$1:$2");
            return Optional.of(OffsetDateTime.parse(standard).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
