package io.etcdsnapshot.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import io.etcdsnapshot.testing.KubeApi.Answer;
import io.etcdsnapshot.testing.KubeKinds.Kind;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The objects of a cluster, as much as kubectl and Helm need: discovery, get, list, create, replace, merge patch,
 * server-side apply, delete. What is made of kind Pod or Job is handed to somebody who runs it, before the answer goes out. Source:
 * Kubernetes API concepts; RFC 7386, "JSON Merge Patch".
 */
public final class KubeObjects {
    /** Of a path: {@code /apis/GROUP/VERSION/namespaces/NAMESPACE/PLURAL/NAME/SUBRESOURCE}; empty where it says none. */
    private record Address(String version, String namespace, String plural, String name, String part) {
        static Address of(String path) {
            List<String> steps = Arrays.asList(path.substring(1).split("/"));
            int versionSteps = steps.get(0).equals("api") ? 1 : 2;
            String version = String.join("/", steps.subList(1, Math.min(steps.size(), 1 + versionSteps)));
            List<String> rest = steps.subList(Math.min(steps.size(), 1 + versionSteps), steps.size());
            boolean inNamespace = rest.size() > 2 && rest.get(0).equals("namespaces");
            List<String> place = new ArrayList<>(inNamespace ? rest.subList(2, rest.size()) : rest);
            place.addAll(List.of("", "", ""));
            return new Address(version, inNamespace ? rest.get(1) : "", place.get(0), place.get(1), place.get(2));
        }
    }

    private final List<JsonObject> objects = new ArrayList<>();
    private final Consumer<JsonObject> runner;
    private long revision = 1000;

    /** @param runner gets every Pod and every Job that is made, and fills its status */
    public KubeObjects(Consumer<JsonObject> runner) {
        this.runner = runner;
    }

    public synchronized void add(JsonObject object) {
        JsonObject metadata = metadata(object);
        metadata.addProperty("uid", UUID.randomUUID().toString());
        metadata.addProperty(
                "creationTimestamp",
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        metadata.addProperty("resourceVersion", Long.toString(++revision));
        objects.add(object);
    }

    /** All of one kind, in the order in which they were made. */
    public synchronized List<JsonObject> all(String kind) {
        return objects.stream()
                .filter(object -> object.get("kind").getAsString().equals(kind))
                .toList();
    }

    public synchronized JsonObject get(String kind, String name) {
        return all(kind).stream()
                .filter(object -> text(metadata(object), "name").equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no %s %s".formatted(kind, name)));
    }

    /** As a file for {@code kubectl apply}. */
    public synchronized String manifest() {
        return String.join("\n---\n", objects.stream().map(JsonObject::toString).toList());
    }

    Answer answer(HttpExchange exchange, Map<String, String> query) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        Optional<Answer> discovered =
                KubeKinds.discovery(path, exchange.getRequestHeaders().getFirst("User-Agent"));
        if (discovered.isPresent()) {
            return discovered.get();
        }
        Address address = Address.of(path);
        Optional<Kind> kind = KubeKinds.find(address.version(), address.plural());
        if (kind.isEmpty()) {
            return failure(404, "NotFound", "the server could not find the requested resource " + path);
        }
        String method = exchange.getRequestMethod();
        return switch (method) {
            case "POST" -> create(kind.get(), address, KubeProtobuf.read(body));
            case "GET" -> address.name().isEmpty() ? list(kind.get(), address, query) : read(kind.get(), address);
            default ->
                isApply(exchange) && isMissing(kind.get(), address)
                        ? create(kind.get(), address, KubeProtobuf.read(body))
                        : change(method, kind.get(), address, body);
        };
    }

    /** Server-side apply, which Helm 4 uses, makes what is missing. */
    private static boolean isApply(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"))
                .startsWith("application/apply-patch");
    }

    private synchronized boolean isMissing(Kind kind, Address address) {
        return find(kind, address.namespace(), address.name()).isEmpty();
    }

    private Answer create(Kind kind, Address address, JsonObject object) {
        String name = text(metadata(object), "name");
        synchronized (this) {
            if (find(kind, address.namespace(), name).isPresent()) {
                return failure(409, "AlreadyExists", "%s \"%s\" already exists".formatted(kind.plural(), name));
            }
            object.addProperty("kind", kind.name());
            object.addProperty("apiVersion", address.version());
            if (!address.namespace().isEmpty()) {
                metadata(object).addProperty("namespace", address.namespace());
            }
            add(object);
        }
        if (List.of("Pod", "Job").contains(kind.name())) {
            runner.accept(object);
        }
        return new Answer(201, object.toString(), Map.of());
    }

    private synchronized Answer read(Kind kind, Address address) {
        return find(kind, address.namespace(), address.name())
                .map(object -> address.part().equals("log")
                        ? new Answer(200, text(object, "log"), Map.of("Content-Type", "text/plain"))
                        : new Answer(200, in(address.version(), object).toString(), Map.of()))
                .orElseGet(() -> missing(kind, address));
    }

    private synchronized Answer list(Kind kind, Address address, Map<String, String> query) {
        if (query.containsKey("watch")) {
            return new Answer(200, "", Map.of()); // nothing changes by itself
        }
        JsonArray items = new JsonArray();
        objects.stream()
                .filter(object -> is(kind, address.namespace(), object))
                .filter(object -> matches(metadata(object).get("labels"), query.getOrDefault("labelSelector", "")))
                .filter(object -> query.getOrDefault("fieldSelector", "").isEmpty()
                        || query.get("fieldSelector").equals("metadata.name=" + text(metadata(object), "name")))
                .map(object -> in(address.version(), object))
                .forEach(items::add);
        JsonObject list = new JsonObject();
        list.addProperty("kind", kind.name() + "List");
        list.addProperty("apiVersion", address.version());
        metadata(list).addProperty("resourceVersion", Long.toString(revision));
        list.add("items", items);
        return new Answer(200, list.toString(), Map.of());
    }

    private synchronized Answer change(String method, Kind kind, Address address, byte[] body) {
        Optional<JsonObject> found = find(kind, address.namespace(), address.name());
        if (found.isEmpty()) {
            return missing(kind, address);
        }
        JsonObject object = found.get();
        if (method.equals("DELETE")) {
            objects.remove(object);
            return failure(200, "", "deleted");
        }
        JsonObject given = KubeProtobuf.read(body);
        if (method.equals("PUT")) {
            object.keySet().retainAll(List.of("metadata"));
        }
        merge(given, object);
        metadata(object).addProperty("resourceVersion", Long.toString(++revision));
        return new Answer(200, object.toString(), Map.of());
    }

    private static void merge(JsonObject patch, JsonObject target) {
        patch.entrySet().forEach(entry -> {
            JsonElement value = entry.getValue();
            if (value.isJsonNull()) {
                target.remove(entry.getKey());
            } else if (value.isJsonObject()
                    && target.get(entry.getKey()) != null
                    && target.get(entry.getKey()).isJsonObject()) {
                merge(value.getAsJsonObject(), target.getAsJsonObject(entry.getKey()));
            } else {
                target.add(entry.getKey(), value);
            }
        });
    }

    private Optional<JsonObject> find(Kind kind, String namespace, String name) {
        return objects.stream()
                .filter(object -> is(kind, namespace, object))
                .filter(object -> text(metadata(object), "name").equals(name))
                .findFirst();
    }

    private static boolean is(Kind kind, String namespace, JsonObject object) {
        return object.get("kind").getAsString().equals(kind.name())
                && (namespace.isEmpty() || text(metadata(object), "namespace").equals(namespace));
    }

    private static boolean matches(JsonElement labels, String selector) {
        return selector.isEmpty()
                || Arrays.stream(selector.split(",")).allMatch(each -> {
                    String[] wanted = each.split("=+", 2);
                    JsonElement value =
                            labels == null ? null : labels.getAsJsonObject().get(wanted[0]);
                    return value != null
                            && (wanted.length == 1 || value.getAsString().equals(wanted[1]));
                });
    }

    /** The same object as an older version of its group shows it. */
    private static JsonObject in(String version, JsonObject object) {
        JsonObject shown = object.deepCopy();
        shown.addProperty("apiVersion", version);
        return shown;
    }

    private static JsonObject metadata(JsonObject object) {
        if (!object.has("metadata")) {
            object.add("metadata", new JsonObject());
        }
        return object.getAsJsonObject("metadata");
    }

    private static String text(JsonObject object, String key) {
        return object.has(key) ? object.get(key).getAsString() : "";
    }

    private static Answer missing(Kind kind, Address address) {
        return failure(404, "NotFound", "%s \"%s\" not found".formatted(kind.plural(), address.name()));
    }

    private static Answer failure(int code, String reason, String message) {
        JsonObject status =
                JsonParser.parseString(Answer.status(code, message).body()).getAsJsonObject();
        status.addProperty("reason", reason);
        status.addProperty("status", code < 400 ? "Success" : "Failure");
        return new Answer(code, status.toString(), Map.of());
    }
}
