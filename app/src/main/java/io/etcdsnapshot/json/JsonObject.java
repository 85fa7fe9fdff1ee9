package io.etcdsnapshot.json;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives the fields of a JSON object by name, with the leniency of Gson's own readers; null where one is missing or null.
 * A value of another form is an {@link IllegalArgumentException} that names the field.
 */
final class JsonObject {
    private static final String NO_OBJECT = "it is not a JSON object";

    /** Begins the path of every field. */
    private static final String ROOT = "$.";

    private final String path;
    private final Map<String, Object> fields = new HashMap<>();

    private JsonObject(JsonReader in) throws IOException {
        path = (in.getPath() + ".").substring(ROOT.length());
        in.beginObject();
        while (in.hasNext()) {
            fields.put(in.nextName(), valueOf(in));
        }
        in.endObject();
    }

    /** @return null if there is nothing */
    static @Nullable JsonObject parse(String json) {
        JsonReader in = new JsonReader(new StringReader(json));
        in.setStrictness(Strictness.LENIENT);
        try {
            if (isEmpty(in)) {
                return null;
            }
            JsonObject object = new JsonObject(in);
            if (in.peek() != JsonToken.END_DOCUMENT) {
                throw new IOException("it goes on behind its end");
            }
            return object;
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw new IllegalArgumentException(NO_OBJECT, e);
        }
    }

    private static boolean isEmpty(JsonReader in) throws IOException {
        try {
            return in.peek() == JsonToken.NULL || in.peek() == JsonToken.END_DOCUMENT;
        } catch (EOFException e) {
            return true;
        }
    }

    private static Object valueOf(JsonReader in) throws IOException {
        return switch (in.peek()) {
            case BEGIN_OBJECT -> new JsonObject(in);
            case BEGIN_ARRAY -> itemsOf(in);
            case NUMBER -> new BigDecimal(in.nextString());
            case BOOLEAN -> in.nextBoolean();
            case NULL -> {
                in.nextNull();
                yield JsonToken.NULL;
            }
            default -> in.nextString();
        };
    }

    private static List<Object> itemsOf(JsonReader in) throws IOException {
        List<Object> items = new ArrayList<>();
        in.beginArray();
        while (in.hasNext()) {
            items.add(valueOf(in));
        }
        in.endArray();
        return items;
    }

    @Nullable
    String text(String name) {
        return value(name, JsonObject::word);
    }

    @Nullable
    List<String> texts(String name) {
        return items(name, JsonObject::word);
    }

    <T> @Nullable T parsed(String name, Function<String, T> parse) {
        return value(name, value -> parse.apply(word(value)));
    }

    /** @return 0 where it is missing; it can't be null */
    int integer(String name) {
        Object value = fields.get(name);
        return value == null ? 0 : formed(name, value, number -> decimal(number).intValueExact());
    }

    /** @return 0 where it is missing; it can't be null */
    long number(String name) {
        Object value = fields.get(name);
        return value == null ? 0 : formed(name, value, JsonObject::whole);
    }

    @Nullable
    Long numberOrNull(String name) {
        return value(name, JsonObject::whole);
    }

    /** @return false where it is missing; it can't be null */
    boolean flag(String name) {
        Object value = fields.get(name);
        return value != null && formed(name, value, JsonObject::truth);
    }

    @Nullable
    Boolean flagOrNull(String name) {
        return value(name, JsonObject::truth);
    }

    <T> @Nullable T object(String name, Function<JsonObject, T> read) {
        JsonObject object = value(name, JsonObject.class::cast);
        return object == null ? null : read.apply(object);
    }

    <T> @Nullable List<T> objects(String name, Function<JsonObject, T> read) {
        List<JsonObject> objects = items(name, JsonObject.class::cast);
        return objects == null ? null : objects.stream().map(read).toList();
    }

    private <T> @Nullable T value(String name, Function<Object, T> form) {
        Object value = fields.get(name);
        return value == null || value == JsonToken.NULL ? null : formed(name, value, form);
    }

    private <T> @Nullable List<T> items(String name, Function<Object, T> form) {
        List<?> values = value(name, List.class::cast);
        if (values == null) {
            return null;
        }
        List<T> items = new ArrayList<>();
        for (Object each : values) {
            items.add(formed("%s[%d]".formatted(name, items.size()), each, form));
        }
        return items;
    }

    private <T> T formed(String name, Object value, Function<Object, T> form) {
        try {
            return form.apply(value);
        } catch (ClassCastException | ArithmeticException | IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("'%s%s' has a value of another form".formatted(path, name), e);
        }
    }

    private static String word(Object value) {
        if (value instanceof String || value instanceof BigDecimal || value instanceof Boolean) {
            return value.toString();
        }
        throw new IllegalArgumentException("it is no text");
    }

    private static long whole(Object value) {
        return decimal(value).longValueExact();
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof BigDecimal number ? number : new BigDecimal((String) value);
    }

    private static boolean truth(Object value) {
        return value instanceof String text ? Boolean.parseBoolean(text) : (Boolean) value;
    }
}
