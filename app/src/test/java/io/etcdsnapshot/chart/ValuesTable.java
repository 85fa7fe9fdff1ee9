package io.etcdsnapshot.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The README's table of values, made from {@code values.yaml}: a row for each comment, with the keys that follow it and
 * have none of their own.
 */
final class ValuesTable {

    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):.*");

    private final Node values;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> path = new ArrayList<>();
    private String comment = "";

    /** What a comment explains: keys of one parent, or before the first of them, the section that holds them. */
    private record Row(String parent, List<String> keys, List<String> defaults, String meaning) {

        boolean explains(String itsParent) {
            return parent.equals(itsParent) && !defaults.isEmpty();
        }

        boolean isSection(String section) {
            return defaults.isEmpty() && section.equals(name());
        }

        boolean holds(String section) {
            return defaults.isEmpty() && section.startsWith(name());
        }

        private String name() {
            return parent + keys.get(0) + ".";
        }

        @Override
        public String toString() {
            String shown = String.join(", ", defaults.stream().distinct().toList());
            return "| `%s%s` | %s | %s |".formatted(parent, String.join("` `", keys), shown, meaning);
        }
    }

    private ValuesTable(Node values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException if no comment explains some key */
    static String of(String yaml) {
        ValuesTable table = new ValuesTable(Chart.parse(yaml).get(0));
        yaml.lines().forEach(table::read);
        return "| key | default | meaning |\n|---|---|---|\n"
                + String.join("\n", table.rows.stream().map(Row::toString).toList());
    }

    private void read(String line) {
        Matcher key = KEY.matcher(line);
        if (line.isBlank()) {
            comment = "";
        } else if (line.strip().startsWith("#")) {
            comment = (comment + line.strip().substring(1)).strip();
        } else if (key.matches()) {
            path.subList(key.group(1).length() / 2, path.size()).clear();
            String parent = path.isEmpty() ? "" : String.join(".", path) + ".";
            path.add(key.group(2));
            add(parent, key.group(2), values.at(String.join(".", path)).value());
            comment = "";
        }
    }

    private void add(String parent, String key, Object value) {
        boolean section = value instanceof Map<?, ?> map && !map.isEmpty();
        Row last = rows.isEmpty() ? new Row("", List.of(""), List.of(), "") : rows.get(rows.size() - 1);
        if (!comment.isEmpty()) {
            rows.add(new Row(parent, new ArrayList<>(List.of(key)), new ArrayList<>(), comment));
        } else if (last.explains(parent) && !section) {
            last.keys().add(key);
        } else if (last.isSection(parent) && !section) {
            rows.set(
                    rows.size() - 1, new Row(parent, new ArrayList<>(List.of(key)), new ArrayList<>(), last.meaning()));
        } else if (section || last.holds(parent)) {
            return;
        } else {
            throw new IllegalArgumentException("no comment explains " + parent + key);
        }
        if (!section) {
            rows.get(rows.size() - 1).defaults().add(shown(value));
        }
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        if (value instanceof List<?> list && !list.isEmpty()) {
            return "`" + String.join("` `", list.stream().map(String::valueOf).toList()) + "`";
        }
        return text.isEmpty() ? "" : "`" + text + "`";
    }
}
