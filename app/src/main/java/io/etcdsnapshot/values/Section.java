package io.etcdsnapshot.values;

import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.retention.CalendarDuration;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One section of the values, defaults included. Every method that reads a key fails as wrong usage, with the key's whole
 * path, where the value cannot be read.
 *
 * @param path with a dot at its end; empty at the top
 */
record Section(Map<?, ?> map, String path) {
    Section section(String key) {
        return new Section(map.get(key) instanceof Map<?, ?> inner ? inner : Map.of(), path + key + ".");
    }

    /** Returns the text of a key; empty where there is none. */
    String text(String key) {
        Object value = map.get(key);
        return value == null ? "" : String.valueOf(value);
    }

    Optional<String> optional(String key) {
        return Optional.of(text(key)).filter(text -> !text.isEmpty());
    }

    boolean flag(String key) {
        return text(key).equals("true");
    }

    List<String> texts(String key) {
        return map.get(key) instanceof List<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** @param parse throws an {@link IllegalArgumentException} that names the text and what is wrong with it */
    <T> T parsed(String key, Function<String, T> parse) {
        try {
            return parse.apply(text(key));
        } catch (IllegalArgumentException e) {
            throw wrong(key, e.getMessage());
        }
    }

    /** Returns a number within these bounds. */
    int number(String key, int least, int most) {
        String text = text(key);
        int number = parsed(key, Section::integer);
        if (number < least || number > most) {
            throw wrong(
                    key,
                    number < least && least == 0 && most == Integer.MAX_VALUE
                            ? "%s can't be negative".formatted(text)
                            : "%s is not between %d and %d".formatted(text, least, most));
        }
        return number;
    }

    Duration duration(String key) {
        return parsed(key, CalendarDuration::parse).toDuration();
    }

    /** Returns bytes per second; empty for none, or zero: no limit. */
    Optional<Size> limit(String key) {
        return text(key).matches("(0+\\D*)?") ? Optional.empty() : Optional.of(parsed(key, Size::parse));
    }

    Content content(String key) {
        return parsed(key, Content::parse);
    }

    /** Returns the rules of a section such as {@code pv.retention}; an empty policy where there are none. */
    RetentionPolicy retention(String key) {
        Section rules = section(key);
        Map<Period, Integer> counts = new EnumMap<>(Period.class);
        for (Period period : Period.values()) {
            String name = "keep" + period.name().charAt(0)
                    + period.name().substring(1).toLowerCase(Locale.ROOT);
            rules.optional(name).ifPresent(given -> counts.put(period, rules.number(name, 0, Integer.MAX_VALUE)));
        }
        CalendarDuration within = rules.optional("keepWithin")
                .map(given -> rules.parsed("keepWithin", CalendarDuration::parse))
                .orElse(null);
        if (within != null && within.isZero()) {
            throw rules.wrong("keepWithin", "'%s' keeps nothing".formatted(within));
        }
        return new RetentionPolicy(counts, within, rules.texts("keepTags"));
    }

    Failure wrong(String key, @Nullable String problem) {
        return Failure.wrongUsage("values: %s%s: %s".formatted(path, key, problem));
    }

    private static int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is not a whole number".formatted(text), e);
        }
    }
}
