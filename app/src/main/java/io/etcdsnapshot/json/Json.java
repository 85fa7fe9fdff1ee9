package io.etcdsnapshot.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.etcdsnapshot.backup.BackupSetId;
import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.backup.Evidence;
import io.etcdsnapshot.backup.FileRole;
import io.etcdsnapshot.backup.Manifest;
import io.etcdsnapshot.backup.SetFile;
import io.etcdsnapshot.backup.SetState;
import io.etcdsnapshot.backup.Wrapping;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes the JSON that the contract names, and reads manifests back. */
public final class Json {
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .registerTypeAdapter(Instant.class, text(Instant::parse, Instant::toString))
            .registerTypeAdapter(BackupSetId.class, text(BackupSetId::new, BackupSetId::value))
            .registerTypeAdapter(FileRole.class, named(FileRole.class))
            .registerTypeAdapter(Content.class, text(Content::parse, Json::half))
            .registerTypeAdapter(Evidence.class, named(Evidence.class))
            .registerTypeAdapter(SetState.class, named(SetState.class))
            .create();

    private Json() {}

    public static String write(Object document) {
        return GSON.toJson(document);
    }

    /** Writes the same without line breaks. */
    public static String writeLine(Object document) {
        StringWriter line = new StringWriter();
        JsonWriter writer = new JsonWriter(line);
        writer.setIndent("");
        GSON.toJson(document, document.getClass(), writer);
        return line.toString();
    }

    /**
     * Reads any object: numbers as {@link Double}, the rest as its Java equivalent.
     *
     * @throws IllegalArgumentException if the text is no JSON object, saying so
     */
    public static Map<?, ?> readObject(String text) {
        try {
            Map<?, ?> object = GSON.fromJson(text, Map.class);
            if (object == null) {
                throw new IllegalArgumentException("it is empty");
            }
            return object;
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("it is not a JSON object", e);
        }
    }

    /** @throws IllegalArgumentException if the text is no manifest, saying why */
    public static Manifest readManifest(String text) {
        Manifest manifest;
        try {
            manifest = GSON.fromJson(text, Manifest.class);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("it is not JSON of this form", e);
        }
        if (manifest == null
                || manifest.id() == null
                || manifest.takenAt() == null
                || (manifest.snapshot() == null && manifest.sealed() == null)
                || manifest.files() == null
                || manifest.tags() == null) {
            throw new IllegalArgumentException("fields are missing");
        }
        if (manifest.formatVersion() > Manifest.WRAPPED_FORMAT_VERSION) {
            throw new IllegalArgumentException(
                    "its format version %d is newer than this program".formatted(manifest.formatVersion()));
        }
        manifest.files().forEach(file -> {
            if (file == null || file.name() == null || file.role() == null || file.sha256() == null) {
                throw new IllegalArgumentException("a file without name, role or hash");
            }
            requireWrapping(file, manifest.isAdopted());
        });
        return manifest;
    }

    /** A file that is compressed or encrypted has the name of it, and its plain size and hash beside that. */
    private static void requireWrapping(SetFile file, boolean namedByAnotherTool) {
        boolean known = file.compression() == null
                || file.compression().equals(SetFile.ZSTD)
                || (namedByAnotherTool && List.of(SetFile.GZIP, SetFile.ZIP).contains(file.compression()));
        boolean named = namedByAnotherTool || Wrapping.of(file.name()) == file.wrapping();
        boolean complete =
                file.isPlain() == (file.plainSize() == null) && file.isPlain() == (file.plainSha256() == null);
        if (!known || !named || !complete) {
            throw new IllegalArgumentException("what it says of %s does not agree".formatted(file.name()));
        }
    }

    /** Only a half says what it is. */
    private static @Nullable String half(Content content) {
        return content.isHalf() ? content.toString() : null;
    }

    private static <E extends Enum<E>> TypeAdapter<E> named(Class<E> type) {
        return text(
                name -> EnumSet.allOf(type).stream()
                        .filter(constant -> constant.toString().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("unknown: " + name)),
                E::toString);
    }

    private static <T> TypeAdapter<T> text(Function<String, T> parse, Function<T, String> print) {
        return new TypeAdapter<T>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                out.value(print.apply(value));
            }

            @Override
            public T read(JsonReader in) throws IOException {
                try {
                    return parse.apply(in.nextString());
                } catch (IllegalArgumentException | DateTimeException e) {
                    throw new JsonParseException(e);
                }
            }
        }.nullSafe();
    }
}
