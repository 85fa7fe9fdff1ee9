package io.etcdsnapshot.report;

import io.etcdsnapshot.console.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds what a command shows to a person. Text from outside is escaped on its way in, so that it cannot forge a line. */
public final class TextReport {
    private static final int MOST_NAMES = 10;

    private final StringBuilder text = new StringBuilder();
    private final Instant now;
    private final int width;
    private final boolean wide;

    /**
     * @param width columns that lines may take
     * @param wide whether tables have all columns
     */
    public TextReport(Instant now, int width, boolean wide) {
        this.now = now;
        this.width = width;
        this.wide = wide;
    }

    boolean isWide() {
        return wide;
    }

    boolean fits(Table table) {
        return table.width() <= width;
    }

    Duration since(Instant moment) {
        return Duration.between(moment, now);
    }

    /** Adds a line. */
    TextReport line(String format, @Nullable Object... data) {
        text.append(safe(format, data)).append('\n');
        return this;
    }

    /** Adds a line that is continued below where it is too long. */
    TextReport sentence(String format, @Nullable Object... data) {
        text.append(String.join("\n  ", Table.wrapped(safe(format, data), width - 2)))
                .append('\n');
        return this;
    }

    private static String safe(String format, @Nullable Object... data) {
        Object[] safe = Arrays.stream(data)
                .map(part -> part instanceof Number ? part : Printable.line(String.valueOf(part)))
                .toArray();
        return format.formatted(safe);
    }

    /** Adds lines that are the program's own. */
    TextReport block(String lines) {
        text.append(lines);
        return this;
    }

    TextReport table(Table table) {
        text.append(table.fitted(width));
        return this;
    }

    /** Adds a line with names; of many, the first and how many more there are. */
    TextReport names(String title, List<String> names) {
        if (!names.isEmpty()) {
            int more = names.size() - MOST_NAMES;
            String shown = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
            line("%s: %s%s", title, shown, more > 0 ? ", and %,d more".formatted(more) : "");
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
