package io.etcdsnapshot.kubernetes.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.kubernetes.document.DocumentException;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonParser;
import io.etcdsnapshot.kubernetes.document.JsonString;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import io.etcdsnapshot.kubernetes.resource.ResourceKind;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists the objects that a cluster holds now, some at a time. Source: Kubernetes API concepts. */
final class LiveObjects {
    /** Large ones too fit into memory, and into what one document may hold. */
    private static final int AT_ONCE = 200;

    /** Served, but kept nowhere. */
    private static final Set<String> VIRTUAL = Set.of("componentstatuses", "bindings");

    private final LiveApi api;
    /** Where the objects of a kind are, such as {@code /apis/apps/v1}. */
    private final Map<String, String> served = new HashMap<>();

    private final Set<String> silentGroups = new HashSet<>();

    /** Takes one object. */
    @FunctionalInterface
    interface Sink {
        void add(JsonObject object) throws IOException, InterruptedException;
    }

    private LiveObjects(LiveApi api) {
        this.api = api;
    }

    /** Asks which kinds the cluster serves; a server of some of them may be down. */
    static LiveObjects of(LiveApi api, Log log) throws InterruptedException {
        LiveObjects objects = new LiveObjects(api);
        objects.discover("/api/v1", "");
        for (JsonObject group : objects.get("/apis").objects("groups")) {
            String version = group.string("preferredVersion", "groupVersion").orElse("");
            String name = group.string("name").orElse("");
            try {
                if (!version.isEmpty()) {
                    objects.discover("/apis/" + version, name);
                }
            } catch (Failure e) {
                objects.silentGroups.add(name);
                log.warn("objects of %s are not compared: %s".formatted(name, e.getMessage()));
            }
        }
        return objects;
    }

    private void discover(String path, String group) throws InterruptedException {
        for (JsonObject resource : get(path).objects("resources")) {
            String plural = resource.string("name").orElse("");
            if (resource.items("verbs").contains(new JsonString("list")) && !plural.contains("/")) {
                served.put(group.isEmpty() ? plural : plural + "." + group, path);
            }
        }
    }

    boolean serves(ResourceKind kind) {
        return served.containsKey(kind.qualifiedName()) && !VIRTUAL.contains(kind.qualifiedName());
    }

    /** Returns whether the cluster knows the kind no more. */
    boolean lacks(ResourceKind kind) {
        return !served.containsKey(kind.qualifiedName()) && !silentGroups.contains(kind.group());
    }

    /** @param namespace null for all */
    void list(ResourceKind kind, @Nullable String namespace, Sink sink) throws IOException, InterruptedException {
        String path = place(String.valueOf(served.get(kind.qualifiedName())), kind, namespace == null ? "" : namespace)
                + "?limit=" + AT_ONCE;
        String more = "";
        do {
            JsonObject list = get(path + (more.isEmpty() ? "" : "&continue=" + URLEncoder.encode(more, UTF_8)));
            String itemKind = list.string("kind").orElse("").replaceFirst("List$", "");
            String apiVersion = list.string("apiVersion").orElse("");
            for (JsonObject item : list.objects("items")) {
                sink.add(item.with("kind", new JsonString(itemKind)).with("apiVersion", new JsonString(apiVersion)));
            }
            more = list.string("metadata", "continue").orElse("");
        } while (!more.isEmpty());
    }

    /** Returns one object as another version of its group shows it. */
    JsonObject get(ResourceKey key, String apiVersion) throws InterruptedException {
        String base = (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
        return get(place(base, key.kind(), key.namespace()) + "/" + key.name());
    }

    private static String place(String base, ResourceKind kind, String namespace) {
        return base + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + kind.plural();
    }

    private JsonObject get(String path) throws InterruptedException {
        try {
            if (JsonParser.parse(api.get(path)) instanceof JsonObject object) {
                return object;
            }
        } catch (DocumentException e) {
            throw Failure.failed("the API server's answer to %s cannot be read: %s".formatted(path, e.getMessage()));
        }
        throw Failure.failed("the API server's answer to %s is no object".formatted(path));
    }

    /** Returns the definitions of custom resources that are there now. */
    List<JsonObject> definitions(ResourceKind kind) throws IOException, InterruptedException {
        List<JsonObject> definitions = new ArrayList<>();
        if (serves(kind)) {
            list(kind, null, definition -> {
                JsonObject names = definition.object("spec").without("versions");
                definitions.add(new JsonObject(Map.of("spec", names)));
            });
        }
        return definitions;
    }
}
