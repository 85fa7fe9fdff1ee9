package io.etcdsnapshot.values;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the chart's {@code values.yaml}, which the program carries: the one table of defaults for both. A YAML library
 * takes a tenth of a second to load, so this reads just the block style in which that file is written; a test compares
 * it with a full parser.
 */
final class Defaults {
    private static final String RESOURCE = "/values.yaml";

    private Defaults() {}

    /** Returns the table: sections are maps, the rest texts and lists of texts. */
    static Map<String, Object> ofChart() {
        try (InputStream in = Defaults.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + RESOURCE);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + RESOURCE, e);
        }
    }

    static Map<String, Object> parse(String yaml) {
        Map<String, Object> root = new LinkedHashMap<>();
        Deque<Open> open = new ArrayDeque<>();
        open.push(new Open(-1, Map.of(), "", root));
        for (String line : (Iterable<String>) yaml.lines()::iterator) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (text.startsWith("- ")) {
                open.element().add(scalar(text.substring(2)));
                continue;
            }
            int indent = line.length() - line.stripLeading().length();
            while (open.element().indent() >= indent) {
                open.pop();
            }
            Map<String, Object> parent = open.element().map();
            String key = text.substring(0, text.indexOf(':'));
            String value = text.substring(key.length() + 1).strip();
            if (value.isEmpty()) {
                open.push(new Open(indent, parent, key, new LinkedHashMap<>()));
                parent.put(key, open.element().map());
            } else {
                parent.put(key, value.equals("{}") ? Map.of() : value.equals("[]") ? List.of() : scalar(value));
            }
        }
        return root;
    }

    private static String scalar(String text) {
        return text.startsWith("\"") || text.startsWith("'") ? text.substring(1, text.length() - 1) : text;
    }

    /** A key whose value is on the lines below it. */
    private record Open(int indent, Map<String, Object> parent, String key, Map<String, Object> map) {
        /** Turns out to be a list. */
        void add(String item) {
            List<String> items = new ArrayList<>();
            if (parent.get(key) instanceof List<?> earlier) {
                earlier.forEach(known -> items.add(String.valueOf(known)));
            }
            items.add(item);
            parent.put(key, items);
        }
    }
}
