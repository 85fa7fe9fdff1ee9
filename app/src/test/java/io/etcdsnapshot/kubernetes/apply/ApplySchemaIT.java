package io.etcdsnapshot.kubernetes.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdsnapshot.kubernetes.document.JsonRenderer;
import io.etcdsnapshot.kubernetes.value.StoredValue;
import io.etcdsnapshot.testing.KubernetesSources;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@code get --for-apply} gives is what Kubernetes' own description of its API takes, and but for what the server sets
 * all that was there: for every kind that Kubernetes' vectors hold.
 */
class ApplySchemaIT {
    private static final String RELEASE = "k8s.io/kubernetes@v1.34.1";
    private static final String VECTORS = "v1.34.0";
    /** What the server sets, or finds again. */
    private static final Set<String> MAY_BE_GONE = Set.of(
            "status",
            "metadata",
            "Namespace.spec.finalizers",
            "PersistentVolume.spec.claimRef.resourceVersion",
            "PersistentVolume.spec.claimRef.uid",
            "Pod.spec.ephemeralContainers",
            "Pod.spec.nodeName",
            "Pod.spec.preemptionPolicy",
            "Pod.spec.priority",
            "Service.spec.clusterIP",
            "Service.spec.clusterIPs",
            "Service.spec.healthCheckNodePort");

    private JsonObject definitions;

    @Test
    void everyKindCanBeAppliedAndIsWhole() throws Exception {
        Path description = Path.of(KubernetesSources.module(RELEASE)).resolve("api/openapi-spec/swagger.json");
        try (BufferedReader reader = Files.newBufferedReader(description)) {
            definitions = JsonParser.parseReader(reader).getAsJsonObject().getAsJsonObject("definitions");
        }
        List<String> problems = new ArrayList<>();
        Set<String> gone = new TreeSet<>();
        int kinds = 0;
        try (Stream<Path> files = Files.list(KubernetesSources.testdata().resolve(VECTORS))) {
            for (Path file : files.sorted().toList()) {
                JsonObject schema = schema(file.getFileName().toString());
                if (schema != null) {
                    kinds++;
                    check(file, schema, problems, gone);
                }
            }
        }
        assertThat(problems).isEmpty();
        assertThat(gone).isSubsetOf(MAY_BE_GONE);
        assertThat(kinds).isGreaterThan(60);
    }

    private void check(Path file, JsonObject schema, List<String> problems, Set<String> gone) throws Exception {
        // The vectors are owned by objects like themselves: such a one is made again by its owner, and left out.
        io.etcdsnapshot.kubernetes.document.JsonObject stored =
                StoredValue.decode(Files.readAllBytes(file)).object().without("metadata", "ownerReferences");
        for (io.etcdsnapshot.kubernetes.document.JsonObject applied :
                ApplyPlan.of(List.of(stored)).objects()) {
            JsonObject before =
                    JsonParser.parseString(JsonRenderer.render(stored)).getAsJsonObject();
            JsonObject after =
                    JsonParser.parseString(JsonRenderer.render(applied)).getAsJsonObject();
            validate(file.getFileName().toString(), schema, after, problems);
            String kind = after.get("kind").getAsString();
            missing("", before, after).stream()
                    .map(path -> Set.of("status", "metadata").contains(first(path)) ? first(path) : kind + "." + path)
                    .forEach(gone::add);
        }
    }

    private static String first(String path) {
        return path.replaceFirst("\\..*", "");
    }

    /** The description of the kind of a vector; null if it is of none that the API serves as objects. */
    private JsonObject schema(String vector) {
        if (!vector.endsWith(".pb") || vector.contains(".after_roundtrip.")) {
            return null;
        }
        for (Map.Entry<String, JsonElement> each : definitions.entrySet()) {
            JsonObject definition = each.getValue().getAsJsonObject();
            JsonArray kinds = definition.getAsJsonArray("x-kubernetes-group-version-kind");
            boolean isObject = definition.has("properties")
                    && definition.getAsJsonObject("properties").has("metadata");
            if (kinds != null && kinds.size() == 1 && isObject) {
                JsonObject kind = kinds.get(0).getAsJsonObject();
                String group = kind.get("group").getAsString();
                String name = "%s.%s.%s.pb"
                        .formatted(
                                group.isEmpty() ? "core" : group,
                                kind.get("version").getAsString(),
                                kind.get("kind").getAsString());
                if (name.equals(vector)) {
                    return definition;
                }
            }
        }
        return null;
    }

    private void validate(String path, JsonObject described, JsonElement value, List<String> problems) {
        JsonObject schema = described;
        while (schema.has("$ref")) {
            schema =
                    definitions.getAsJsonObject(schema.get("$ref").getAsString().replace("#/definitions/", ""));
        }
        String type = schema.has("type") ? schema.get("type").getAsString() : "";
        boolean isEither =
                schema.has("format") && schema.get("format").getAsString().equals("int-or-string");
        if (schema.has("properties") && value.isJsonObject()) {
            validateMembers(path, schema, value.getAsJsonObject(), problems);
        } else if (schema.has("additionalProperties") && value.isJsonObject()) {
            JsonObject each = schema.getAsJsonObject("additionalProperties");
            value.getAsJsonObject()
                    .entrySet()
                    .forEach(member -> validate(path + "." + member.getKey(), each, member.getValue(), problems));
        } else if (type.equals("array") && value.isJsonArray()) {
            JsonObject each = schema.getAsJsonObject("items");
            value.getAsJsonArray().forEach(item -> validate(path + "[]", each, item, problems));
        } else if (!value.isJsonNull() && !isEither && !isOf(type, value)) {
            problems.add("%s: %s is not of type %s".formatted(path, value, type));
        }
    }

    private void validateMembers(String path, JsonObject schema, JsonObject object, List<String> problems) {
        JsonObject properties = schema.getAsJsonObject("properties");
        object.entrySet().forEach(member -> {
            JsonObject property = properties.getAsJsonObject(member.getKey());
            if (property == null) {
                problems.add("%s.%s: no such field".formatted(path, member.getKey()));
            } else {
                validate(path + "." + member.getKey(), property, member.getValue(), problems);
            }
        });
        if (schema.has("required")) {
            schema.getAsJsonArray("required").forEach(name -> {
                boolean isTheServers = name.getAsString().equals("status");
                if (!isTheServers && !object.has(name.getAsString())) {
                    problems.add("%s.%s is missing".formatted(path, name.getAsString()));
                }
            });
        }
    }

    private static boolean isOf(String type, JsonElement value) {
        return switch (type) {
            case "" -> true;
            case "object" -> value.isJsonObject();
            case "string" ->
                value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
            case "boolean" ->
                value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean();
            case "integer", "number" ->
                value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
            default -> false;
        };
    }

    /** The paths of what is in the first and not, or not so, in the second. */
    private static List<String> missing(String path, JsonObject before, JsonObject after) {
        List<String> missing = new ArrayList<>();
        before.entrySet().forEach(member -> {
            JsonElement other = after.get(member.getKey());
            String here = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
            if (other != null && other.isJsonObject() && member.getValue().isJsonObject()) {
                missing.addAll(missing(here, member.getValue().getAsJsonObject(), other.getAsJsonObject()));
            } else if (!member.getValue().equals(other)) {
                missing.add(here);
            }
        });
        return missing;
    }
}
