package io.etcdsnapshot.json;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the value of a field as a record wants it, with the leniency of Gson's own readers; null where it may be. */
final class JsonFields {
    /** Reads a value that is not null. */
    interface Reader<T> {
        T read(JsonReader in) throws IOException;
    }

    private JsonFields() {}

    static <T> @Nullable T orNull(JsonReader in, Reader<T> reader) throws IOException {
        if (in.peek() == JsonToken.NULL) {
            in.nextNull();
            return null;
        }
        return reader.read(in);
    }

    static @Nullable String text(JsonReader in) throws IOException {
        return orNull(in, JsonFields::word);
    }

    private static String word(JsonReader in) throws IOException {
        return in.peek() == JsonToken.BOOLEAN ? Boolean.toString(in.nextBoolean()) : in.nextString();
    }

    static <T> @Nullable T parsed(JsonReader in, Function<String, T> parse) throws IOException {
        return orNull(in, value -> parse.apply(value.nextString()));
    }

    static @Nullable Long number(JsonReader in) throws IOException {
        return orNull(in, JsonReader::nextLong);
    }

    static boolean flag(JsonReader in) throws IOException {
        return in.peek() == JsonToken.STRING ? Boolean.parseBoolean(in.nextString()) : in.nextBoolean();
    }

    static @Nullable List<String> texts(JsonReader in) throws IOException {
        return list(in, JsonFields::word);
    }

    static <T> @Nullable List<T> list(JsonReader in, Reader<T> reader) throws IOException {
        return orNull(in, array -> {
            List<T> items = new ArrayList<>();
            array.beginArray();
            while (array.hasNext()) {
                items.add(reader.read(array));
            }
            array.endArray();
            return items;
        });
    }
}
