package io.etcdsnapshot.values;

import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.retention.RetentionPolicy;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import io.etcdsnapshot.retention.Span;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code helm install -f} takes, as the program asks for it; keys are written with dots. */
public final class Values {
    private static final Values NONE = new Values(Map.of());
    private static final Pattern CLUSTER_ID = Pattern.compile("(?!.{129})\\w[\\w-]*(\\.[\\w-]+)*");
    private static final Map<Period, String> KEEP_KEYS = new EnumMap<>(Map.of(
            Period.LAST, "keepLast",
            Period.HOURLY, "keepHourly",
            Period.DAILY, "keepDaily",
            Period.WEEKLY, "keepWeekly",
            Period.MONTHLY, "keepMonthly",
            Period.YEARLY, "keepYearly"));

    private final Map<?, ?> root;

    private Values(Map<?, ?> root) {
        this.root = root;
    }

    public static Values none() {
        return NONE;
    }

    /** @throws Failure wrong usage, naming the file and the key or line that is wrong */
    public static Values read(Path file) {
        return new Values(ValuesFile.read(file));
    }

    /** Whether there is a values file at all, be it empty. */
    public boolean areGiven() {
        return this != NONE;
    }

    /** Empty where the key is absent, null or an empty text. */
    public Optional<String> text(String key) {
        return find(key).map(String::valueOf).filter(value -> !value.isEmpty());
    }

    public Optional<Boolean> flag(String key) {
        return find(key).map(value -> value.equals(true) || value.equals("true"));
    }

    /**
     * @param parse throws an {@link IllegalArgumentException} that names the text and what is wrong with it
     * @throws Failure wrong usage, with that message
     */
    public <T> Optional<T> parsed(String key, Function<String, T> parse) {
        return text(key).map(text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw Failure.wrongUsage("values: %s: %s".formatted(key, e.getMessage()));
            }
        });
    }

    public Optional<Integer> number(String key) {
        return parsed(key, text -> {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'%s' is not a whole number".formatted(text), e);
            }
        });
    }

    public Optional<Span> span(String key) {
        return parsed(key, Span::parse);
    }

    public Optional<List<String>> texts(String key) {
        return find(key)
                .filter(value -> value instanceof List<?> list && !list.isEmpty())
                .map(value -> ((List<?>) value).stream().map(String::valueOf).toList());
    }

    /**
     * The name of this cluster's own directory below each destination.
     *
     * @throws Failure wrong usage, if it is no name of one directory, or one that a set could have
     */
    public Optional<String> clusterId() {
        Optional<String> id = text("clusterId");
        if (id.isPresent() && !CLUSTER_ID.matcher(id.get()).matches()) {
            throw Failure.wrongUsage(
                    "values: clusterId: '%s' is not a name of letters, digits, - and _ with single dots between"
                            .formatted(id.get()));
        }
        if (id.flatMap(BackupSetId::parse).isPresent()) {
            throw Failure.wrongUsage(
                    "values: clusterId: '%s' is what a backup set's directory is named like".formatted(id.get()));
        }
        return id;
    }

    /**
     * The rules below a key such as {@code retention} or {@code pv.retention}.
     *
     * @return an empty policy where there are none
     */
    public RetentionPolicy retention(String key) {
        Map<Period, Integer> counts = new EnumMap<>(Period.class);
        KEEP_KEYS.forEach((period, name) -> count(key + "." + name).ifPresent(count -> counts.put(period, count)));
        Optional<Span> within = span(key + ".keepWithin");
        if (within.isPresent() && within.get().isZero()) {
            throw Failure.wrongUsage("values: %s.keepWithin: '%s' keeps nothing".formatted(key, within.get()));
        }
        return new RetentionPolicy(
                counts, within.orElse(null), texts(key + ".keepTags").orElse(List.of()));
    }

    /** Below a key such as {@code pv.content}; all if nothing is said. */
    public Content content(String key) {
        return parsed(key, Content::parse).orElse(Content.ALL);
    }

    /** A number that is not negative. */
    public Optional<Integer> count(String key) {
        Optional<Integer> count = number(key);
        if (count.isPresent() && count.get() < 0) {
            throw Failure.wrongUsage("values: %s: %d can't be negative".formatted(key, count.get()));
        }
        return count;
    }

    private Optional<Object> find(String key) {
        @Nullable Object value = root;
        for (String part : key.split("\\.")) {
            value = value instanceof Map<?, ?> map ? map.get(part) : null;
        }
        return Optional.ofNullable(value);
    }
}
