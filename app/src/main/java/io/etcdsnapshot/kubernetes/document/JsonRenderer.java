package io.etcdsnapshot.kubernetes.document;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes JSON as {@code kubectl -o json} does: members sorted, four spaces, Go's escapes. Control and direction
 * characters are escaped too, so that no text can drive a terminal.
 */
public final class JsonRenderer {
    private static final String INDENT = "    ";

    private final StringBuilder out = new StringBuilder();

    private JsonRenderer() {}

    public static String render(JsonValue value) {
        JsonRenderer renderer = new JsonRenderer();
        renderer.value(value, "\n");
        return renderer.out.toString();
    }

    private void value(JsonValue value, String newline) {
        if (value instanceof JsonObject object) {
            object(object, newline);
        } else if (value instanceof JsonArray array) {
            array(array, newline);
        } else if (value instanceof JsonString string) {
            string(string.value());
        } else if (value instanceof JsonNumber number) {
            out.append(number.text());
        } else if (value instanceof JsonBoolean bool) {
            out.append(bool.value());
        } else {
            out.append("null");
        }
    }

    private void object(JsonObject object, String newline) {
        if (object.members().isEmpty()) {
            out.append("{}");
            return;
        }
        String inner = newline + INDENT;
        String before = "{" + inner;
        for (Map.Entry<String, JsonValue> member : new TreeMap<>(object.members()).entrySet()) {
            out.append(before);
            string(member.getKey());
            out.append(": ");
            value(member.getValue(), inner);
            before = "," + inner;
        }
        out.append(newline).append('}');
    }

    private void array(JsonArray array, String newline) {
        if (array.items().isEmpty()) {
            out.append("[]");
            return;
        }
        String inner = newline + INDENT;
        out.append('[').append(inner);
        for (Iterator<JsonValue> items = array.items().iterator(); items.hasNext(); ) {
            value(items.next(), inner);
            out.append(items.hasNext() ? "," + inner : "");
        }
        out.append(newline).append(']');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c == '<' || c == '>' || c == '&' || Characters.drivesTerminal(c)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
