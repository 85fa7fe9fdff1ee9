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
import io.etcdsnapshot.catalogue.Health;
import io.etcdsnapshot.catalogue.HistoryFormat;
import io.etcdsnapshot.catalogue.Outcome;
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
            .registerTypeAdapter(Health.class, named(Health.class))
            .create();

    /** The lines of a location's history. */
    public static final HistoryFormat HISTORY = new HistoryFormat(Json::writeLine, Json::readOutcome);

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
        Manifest manifest = ManifestReader.read(text);
        if (manifest == null) {
            throw new IllegalArgumentException("it is empty");
        }
        require(manifest.id(), "id");
        require(manifest.takenAt(), "takenAt");
        require(manifest.sealed() == null ? manifest.snapshot() : manifest.sealed(), "snapshot");
        require(manifest.files(), "files");
        require(manifest.tags(), "tags");
        if (manifest.formatVersion() > Manifest.WRAPPED_FORMAT_VERSION) {
            throw new IllegalArgumentException(
                    "its format version %d is newer than this program".formatted(manifest.formatVersion()));
        }
        for (int i = 0; i < manifest.files().size(); i++) {
            SetFile file = manifest.files().get(i);
            require(file.name(), "files[%d].name".formatted(i));
            require(file.role(), "files[%d].role".formatted(i));
            require(file.sha256(), "files[%d].sha256".formatted(i));
            requireWrapping(file, manifest.isAdopted());
            if (file.name().isEmpty() || file.name().contains("/")) {
                throw new IllegalArgumentException("'files[%d].name' is no file name".formatted(i));
            }
        }
        if (manifest.isAdopted() && manifest.files().stream().noneMatch(file -> file.role() == FileRole.SNAPSHOT)) {
            throw new IllegalArgumentException("it names no snapshot");
        }
        return manifest;
    }

    private static Outcome readOutcome(String line) {
        Outcome outcome;
        try {
            outcome = GSON.fromJson(line, Outcome.class);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("it is not JSON of this form", e);
        }
        if (outcome == null || outcome.at() == null || outcome.command() == null || outcome.tool() == null) {
            throw new IllegalArgumentException("fields are missing");
        }
        if (outcome.bytesByKind() != null && outcome.bytesByKind().containsValue(null)) {
            throw new IllegalArgumentException("a kind without bytes");
        }
        return outcome;
    }

    private static void require(@Nullable Object value, String field) {
        if (value == null) {
            throw new IllegalArgumentException("'%s' is missing".formatted(field));
        }
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
