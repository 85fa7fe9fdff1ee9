package io.etcdsnapshot.kubernetes.change;

import io.etcdsnapshot.kubernetes.document.JsonArray;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hides secret values where an object is shown for its changes: which ones changed stays visible. */
public final class Secrets {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final Map<String, List<String>> FIELDS = Map.of(
            "Secret", List.of("data", "stringData"),
            "OAuthClient", List.of("secret", "additionalSecrets"),
            "OAuthAccessToken", List.of("authorizeToken", "refreshToken"),
            "OAuthAuthorizeToken", List.of("codeChallenge"),
            "BuildConfig", List.of("spec/triggers"),
            "Route", List.of("spec/tls/key"));

    private Secrets() {}

    /** Both versions of an object, without what is secret in them. */
    public record Pair(JsonObject before, JsonObject after) {}

    /**
     * Replaces each secret value by a word: the same one in both versions if the value is the same.
     *
     * @param before {@link JsonObject#EMPTY} if the object is new
     * @param after {@link JsonObject#EMPTY} if it is gone
     */
    public static Pair hide(JsonObject before, JsonObject after) {
        String kind = after.string("kind").orElse(before.string("kind").orElse(""));
        Pair pair = new Pair(before, after);
        List<String> fields = FIELDS.get(kind);
        if (fields == null) {
            return pair;
        }
        for (String field : fields) {
            pair = hide(pair, field.split("/", -1));
        }
        return hide(pair, "metadata", "annotations", LAST_APPLIED);
    }

    private static Pair hide(Pair pair, String... path) {
        JsonValue before = pair.before().get(path).orElse(null);
        JsonValue after = pair.after().get(path).orElse(null);
        return new Pair(
                before == null ? pair.before() : replaced(pair.before(), path, 0, hidden(before, after, "hidden")),
                after == null
                        ? pair.after()
                        : replaced(pair.after(), path, 0, hidden(after, before, "hidden, changed")));
    }

    /** @param changed what stands for a value that the other version has differently */
    private static JsonValue hidden(JsonValue value, @Nullable JsonValue other, String changed) {
        if (value instanceof JsonObject object) {
            JsonObject others = other instanceof JsonObject members ? members : JsonObject.EMPTY;
            Map<String, JsonValue> members = new LinkedHashMap<>();
            object.members()
                    .forEach((name, member) ->
                            members.put(name, hidden(member, others.members().get(name), changed)));
            return new JsonObject(members);
        }
        if (value instanceof JsonArray array) {
            List<JsonValue> others = other instanceof JsonArray items ? items.items() : List.of();
            List<JsonValue> items = new ArrayList<>();
            for (int i = 0; i < array.items().size(); i++) {
                items.add(hidden(array.items().get(i), i < others.size() ? others.get(i) : null, changed));
            }
            return new JsonArray(items);
        }
        return new JsonString("(%s)".formatted(other == null || value.equals(other) ? "hidden" : changed));
    }

    private static JsonObject replaced(JsonObject object, String[] path, int at, JsonValue value) {
        if (at == path.length - 1) {
            return object.with(path[at], value);
        }
        return object.with(path[at], replaced(object.object(path[at]), path, at + 1, value));
    }
}
