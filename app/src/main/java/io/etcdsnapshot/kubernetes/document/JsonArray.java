package io.etcdsnapshot.kubernetes.document;

import java.util.List;

public record JsonArray(List<JsonValue> items) implements JsonValue {
    public static JsonArray of(JsonValue... items) {
        return new JsonArray(List.of(items));
    }
}
