package io.etcdsnapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.retention.RetentionPolicy.Period;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the real restic keeps of a hundred sets; {@code make-restic-golden} says how it was asked. */
class RetentionGoldenTest {
    private static final Pattern PART = Pattern.compile("(\\d+)([ymdh])");

    record Golden(String options, List<Integer> keep) {
        @Override
        public String toString() {
            return options;
        }
    }

    private static final List<BackupSet> SETS = new ArrayList<>();
    private static final List<Golden> POLICIES = read();

    private static List<Golden> read() {
        List<Golden> policies = new ArrayList<>();
        String options = "";
        for (String line : goldenText().lines().toList()) {
            String rest = line.substring(line.indexOf(' ') + 1);
            if (line.startsWith("set ")) {
                String[] parts = rest.split(" ");
                SETS.add(TestSets.good(parts[1], parts[2].equals("-") ? new String[0] : parts[2].split(",")));
            } else if (line.startsWith("policy ")) {
                options = rest;
            } else if (line.startsWith("keep ")) {
                policies.add(new Golden(
                        options,
                        Arrays.stream(rest.split(" ")).map(Integer::valueOf).toList()));
            }
        }
        return policies;
    }

    private static String goldenText() {
        try (InputStream in = RetentionGoldenTest.class.getResourceAsStream("restic-golden.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Golden> policies() {
        return POLICIES.stream();
    }

    @Test
    void theTableIsLargeEnough() {
        assertThat(SETS).hasSize(100).doesNotHaveDuplicates();
        assertThat(POLICIES).hasSizeGreaterThanOrEqualTo(90);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void keepsWhatResticKeepsAndTheNewest(Golden golden) {
        int newest = SETS.size() - 1;
        TreeSet<Integer> expected = new TreeSet<>(golden.keep());
        expected.add(newest);

        RetentionPlan plan =
                policy(golden.options()).plan(SETS, SETS.get(newest).takenAt());

        assertThat(plan.keep().stream().map(kept -> SETS.indexOf(kept.set())))
                .containsExactlyElementsOf(expected.descendingSet());
        assertThat(plan.remove().stream().map(SETS::indexOf)).doesNotContainAnyElementsOf(expected);
    }

    private static RetentionPolicy policy(String options) {
        Map<Period, Integer> counts = new EnumMap<>(Period.class);
        CalendarDuration within = null;
        List<String> tags = new ArrayList<>();
        String[] words = options.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            switch (words[i]) {
                case "--keep-within" -> within = resticSpan(words[i + 1]);
                case "--keep-tag" -> tags.add(words[i + 1]);
                default ->
                    counts.put(
                            Period.valueOf(
                                    words[i].substring("--keep-".length()).toUpperCase(Locale.ROOT)),
                            Integer.valueOf(words[i + 1]));
            }
        }
        return new RetentionPolicy(counts, within, tags);
    }

    /** To restic an {@code m} is always a month; to us a lone one is a minute. */
    private static CalendarDuration resticSpan(String text) {
        Map<String, Integer> parts = new HashMap<>(Map.of("y", 0, "m", 0, "d", 0, "h", 0));
        for (MatchResult part : PART.matcher(text).results().toList()) {
            parts.put(part.group(2), Integer.valueOf(part.group(1)));
        }
        return new CalendarDuration(
                parts.get("y"), parts.get("m"), parts.get("d"), Duration.ofHours(parts.get("h")), text);
    }
}
