package io.etcdsnapshot.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of values in the chart's README, made from {@code values.yaml}: a row for each comment that starts with
 * {@code --}, with the keys that follow it and have none of their own. Source of the comments' form: helm-docs.
 */
final class ValuesTable {

    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z0-9]+):.*");

    private final Node values;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> path = new ArrayList<>();
    private String comment = "";

    /** What a comment explains: keys of one parent, or before the first of them, the section that holds them. */
    private record Row(String parent, List<String> keys, List<String> types, List<String> defaults, String meaning) {

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
            String type = String.join(", ", types.stream().distinct().toList());
            String shown = String.join(", ", defaults.stream().distinct().toList());
            return "| `%s%s` | %s | %s | %s |".formatted(parent, String.join("` `", keys), type, shown, meaning);
        }
    }

    private ValuesTable(Node values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException if no comment explains some key */
    static String of(String yaml) {
        ValuesTable table = new ValuesTable(Chart.parse(yaml).get(0));
        yaml.lines().forEach(table::read);
        return "| key | type | default | description |\n|---|---|---|---|\n"
                + String.join("\n", table.rows.stream().map(Row::toString).toList());
    }

    private void read(String line) {
        Matcher key = KEY.matcher(line);
        String text = line.strip();
        if (text.startsWith("# -- ")) {
            comment = text.substring("# -- ".length());
        } else if (text.startsWith("#") && !comment.isEmpty()) {
            comment += " " + text.substring(1).strip();
        } else if (text.isEmpty()) {
            comment = "";
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
        Row last = rows.isEmpty() ? new Row("", List.of(""), List.of(), List.of(), "") : rows.get(rows.size() - 1);
        if (!comment.isEmpty()) {
            rows.add(row(parent, key, comment));
        } else if (last.explains(parent) && !section) {
            last.keys().add(key);
        } else if (last.isSection(parent) && !section) {
            rows.set(rows.size() - 1, row(parent, key, last.meaning()));
        } else if (section || last.holds(parent)) {
            return;
        } else {
            throw new IllegalArgumentException("no comment explains " + parent + key);
        }
        Row row = rows.get(rows.size() - 1);
        if (!section) {
            row.defaults().add(shown(value));
        }
        if (!section || row.types().isEmpty()) {
            row.types().add(type(value));
        }
    }

    private static Row row(String parent, String key, String meaning) {
        return new Row(
                parent,
                new ArrayList<>(List.of(key)),
                new ArrayList<>(),
                new ArrayList<>(),
                meaning.replace("|", "\\|"));
    }

    private static String type(Object value) {
        if (value instanceof Boolean) {
            return "bool";
        }
        return value instanceof Map
                ? "object"
                : value instanceof List ? "list" : value instanceof Number ? "int" : "string";
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        if (value instanceof List<?> list && !list.isEmpty()) {
            return "`" + String.join("` `", list.stream().map(String::valueOf).toList()) + "`";
        }
        return text.isEmpty() ? "" : "`" + text + "`";
    }
}
