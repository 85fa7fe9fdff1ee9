package io.etcdsnapshot.kubernetes.document;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object.
 *
 * @param members in the order they were read; writers sort them
 */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    /** Returns the value at a path of member names, empty where a step is missing or no object. */
    public Optional<JsonValue> get(String... path) {
        JsonValue value = this;
        for (String name : path) {
            if (!(value instanceof JsonObject object)) {
                return Optional.empty();
            }
            JsonValue next = object.members.get(name);
            if (next == null) {
                return Optional.empty();
            }
            value = next;
        }
        return Optional.of(value);
    }

    /** Returns the text at a path, empty where there is none or it is no string. */
    public Optional<String> string(String... path) {
        return get(path).map(value -> value instanceof JsonString text ? text.value() : null);
    }

    /** Returns the object at a path, {@link #EMPTY} where there is none. */
    public JsonObject object(String... path) {
        return get(path).orElse(EMPTY) instanceof JsonObject object ? object : EMPTY;
    }

    /** Returns the items of the array at a path, none where there is no array. */
    public List<JsonValue> items(String... path) {
        return get(path).orElse(EMPTY) instanceof JsonArray array ? array.items() : List.of();
    }

    /** Returns the objects among {@link #items}. */
    public List<JsonObject> objects(String... path) {
        return items(path).stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    public boolean has(String... path) {
        return get(path).isPresent();
    }

    /** Returns a copy with one member set. */
    public JsonObject with(String name, JsonValue value) {
        Map<String, JsonValue> copy = new LinkedHashMap<>(members);
        copy.put(name, value);
        return new JsonObject(copy);
    }

    /** Returns a copy that lacks the value at a path; objects left empty on the way stay. */
    public JsonObject without(String... path) {
        JsonValue first = members.get(path[0]);
        if (first == null) {
            return this;
        }
        Map<String, JsonValue> copy = new LinkedHashMap<>(members);
        if (path.length == 1) {
            copy.remove(path[0]);
        } else if (first instanceof JsonObject object) {
            copy.put(path[0], object.without(Arrays.copyOfRange(path, 1, path.length)));
        }
        return new JsonObject(copy);
    }
}
