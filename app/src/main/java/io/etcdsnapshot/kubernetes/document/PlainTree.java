package io.etcdsnapshot.kubernetes.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes over what a reader of YAML or JSON made: maps, lists and scalars. */
public final class PlainTree {
    private PlainTree() {}

    /** Returns the value; what JSON has no type for becomes text. */
    public static JsonValue of(Object plain) {
        if (plain instanceof Map<?, ?> map) {
            Map<String, JsonValue> members = new LinkedHashMap<>();
            map.forEach((name, value) -> members.put(String.valueOf(name), value == null ? JsonNull.NULL : of(value)));
            return new JsonObject(members);
        } else if (plain instanceof List<?> list) {
            return new JsonArray(list.stream()
                    .map(item -> item == null ? JsonNull.NULL : of(item))
                    .toList());
        } else if (plain instanceof Boolean bool) {
            return JsonBoolean.of(bool);
        } else if (plain instanceof Number number) {
            return JsonNumber.parse(number.toString());
        }
        return new JsonString(plain.toString());
    }
}
