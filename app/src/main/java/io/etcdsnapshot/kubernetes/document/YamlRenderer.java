package io.etcdsnapshot.kubernetes.document;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes YAML byte for byte as {@code kubectl -o yaml} (sigs.k8s.io/yaml) does, but escapes direction characters. */
public final class YamlRenderer {
    private static final int LONGEST_SIMPLE_KEY = 128;
    private static final int MOST_BYTES = 3;
    private static final double SMALLEST_PLAIN = 1e-4;

    private final YamlText out = new YamlText();

    private YamlRenderer() {}

    public static String render(JsonValue value) {
        YamlRenderer renderer = new YamlRenderer();
        renderer.root(value);
        return renderer.out.finish();
    }

    private void root(JsonValue value) {
        if (value instanceof JsonObject object && !object.members().isEmpty()) {
            mapping(object, 0, false);
        } else if (value instanceof JsonArray array && !array.items().isEmpty()) {
            sequence(array, 0, false);
        } else {
            scalar(value, 2);
        }
    }

    /** @param inline the first key goes on the line that is open, behind a dash */
    private void mapping(JsonObject object, int indent, boolean inline) {
        boolean first = inline;
        for (Map.Entry<String, JsonValue> member : YamlKeyOrder.sorted(object.members())) {
            if (!first) {
                out.newLine(indent);
            }
            first = false;
            String key = member.getKey();
            if (isSimple(key)) {
                YamlScalar.write(key, true, indent + 2, out);
                out.append(":");
                member(member.getValue(), indent);
            } else {
                out.append("? ");
                YamlScalar.write(key, false, indent + 2, out);
                out.newLine(indent);
                out.append(": ");
                item(member.getValue(), indent);
            }
        }
    }

    private static boolean isSimple(String key) {
        return key.indexOf('\n') < 0
                && (key.length() <= LONGEST_SIMPLE_KEY / MOST_BYTES
                        || key.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SIMPLE_KEY);
    }

    private void member(JsonValue value, int indent) {
        if (value instanceof JsonObject object && !object.members().isEmpty()) {
            mapping(object, indent + 2, false);
        } else if (value instanceof JsonArray array && !array.items().isEmpty()) {
            sequence(array, indent, false);
        } else {
            out.append(" ");
            scalar(value, indent + 2);
        }
    }

    private void sequence(JsonArray array, int indent, boolean inline) {
        boolean first = inline;
        for (JsonValue item : array.items()) {
            if (!first) {
                out.newLine(indent);
            }
            first = false;
            out.append("- ");
            item(item, indent);
        }
    }

    private void item(JsonValue item, int indent) {
        if (item instanceof JsonObject object && !object.members().isEmpty()) {
            mapping(object, indent + 2, true);
        } else if (item instanceof JsonArray inner && !inner.items().isEmpty()) {
            sequence(inner, indent + 2, true);
        } else {
            scalar(item, indent + 2);
        }
    }

    private void scalar(JsonValue value, int indent) {
        if (value instanceof JsonString string) {
            YamlScalar.write(string.value(), false, indent, out);
        } else if (value instanceof JsonNumber number) {
            out.append(yamlNumber(number.text()));
        } else if (value instanceof JsonBoolean bool) {
            out.append(String.valueOf(bool.value()));
        } else if (value instanceof JsonObject) {
            out.append("{}");
        } else if (value instanceof JsonArray) {
            out.append("[]");
        } else {
            out.append("null");
        }
    }

    /** Returns Go's {@code %g} of a number: an exponent of two digits, and below 0.0001 already. */
    private static String yamlNumber(String json) {
        if (json.indexOf('.') < 0 && json.indexOf('e') < 0) {
            return json;
        }
        double size = Math.abs(Double.parseDouble(json));
        String text = size > 0 && size < SMALLEST_PLAIN ? JsonNumber.scientific(Double.parseDouble(json)) : json;
        return text.replaceFirst("(e[-+])(\\d)$", "$10$2");
    }
}
