package io.etcdsnapshot.values;

import io.etcdsnapshot.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The keys and types that the chart's {@code values.schema.json} knows; the program carries the same file, so the two
 * can't disagree. Of JSON schema this reads properties, references, alternatives, types and enumerations; Helm's engine
 * checks the rest.
 */
final class ValuesSchema {
    private static final String RESOURCE = "/values.schema.json";

    private final Map<?, ?> root;

    private ValuesSchema(Map<?, ?> root) {
        this.root = root;
    }

    static ValuesSchema ofChart() {
        try (InputStream in = ValuesSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + RESOURCE);
            }
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new ValuesSchema(map(new Yaml(new SafeConstructor(new LoaderOptions())).load(json)));
        } catch (IOException e) {
            throw new IllegalStateException("the program's own schema can't be read", e);
        }
    }

    /** @throws Failure wrong usage, naming the first key that is unknown or has a value of the wrong kind */
    void check(Map<?, ?> values) {
        checkMap(values, root, "");
    }

    private void checkMap(Map<?, ?> values, Map<?, ?> schema, String path) {
        Map<?, ?> properties = map(schema.get("properties"));
        List<?> required = schema.get("required") instanceof List<?> names ? names : List.of();
        boolean closed = Boolean.FALSE.equals(schema.get("additionalProperties"));
        values.forEach((key, value) -> {
            String name = path.isEmpty() ? String.valueOf(key) : path + "." + key;
            Object property = properties.get(String.valueOf(key));
            if (value == null && required.contains(String.valueOf(key))) {
                throw Failure.wrongUsage("%s has no value".formatted(name))
                        .hint("give it one, or leave the key out for its default");
            }
            if (property != null) {
                checkValue(value, map(property), name);
            } else if (closed) {
                throw unknown(name);
            }
        });
    }

    private void checkValue(@Nullable Object value, Map<?, ?> property, String path) {
        Map<?, ?> schema = resolve(property);
        if (value == null) {
            return;
        }
        for (String word : List.of("oneOf", "anyOf")) {
            if (schema.get(word) instanceof List<?> alternatives) {
                Optional<Map<?, ?>> fitting = alternatives.stream()
                        .<Map<?, ?>>map(alternative -> resolve(map(alternative)))
                        .filter(alternative -> hasType(value, alternative))
                        .findFirst();
                checkValue(value, fitting.orElseThrow(() -> wrongType(path, value, alternatives)), path);
            }
        }
        if (!hasType(value, schema)) {
            throw wrongType(path, value, List.of(schema));
        }
        if (schema.get("enum") instanceof List<?> allowed && !allowed.contains(value)) {
            throw Failure.wrongUsage("%s: '%s' is not one of %s".formatted(path, value, join(allowed)));
        }
        if (value instanceof Map<?, ?> inner) {
            checkMap(inner, schema, path);
        } else if (value instanceof List<?> items && schema.get("items") != null) {
            for (int i = 0; i < items.size(); i++) {
                String name = "%s[%d]".formatted(path, i);
                if (items.get(i) == null) {
                    throw Failure.wrongUsage("%s has no value".formatted(name));
                }
                checkValue(items.get(i), map(schema.get("items")), name);
            }
        }
    }

    private Map<?, ?> resolve(Map<?, ?> schema) {
        if (schema.get("$ref") instanceof String reference) {
            Map<?, ?> target = root;
            for (String part : reference.replaceFirst("^#/", "").split("/")) {
                target = map(target.get(part));
            }
            return target;
        }
        return schema;
    }

    private static boolean hasType(Object value, Map<?, ?> schema) {
        Object type = schema.get("type");
        if (type == null) {
            return true;
        }
        return (type instanceof List<?> types ? types : List.of(type)).stream().anyMatch(name -> isA(value, name));
    }

    private static boolean isA(Object value, Object type) {
        return switch (String.valueOf(type)) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            default -> false;
        };
    }

    private static Failure wrongType(String path, Object value, List<?> schemas) {
        List<String> wanted = schemas.stream()
                .map(schema -> String.valueOf(map(schema).get("type")))
                .toList();
        String found = value instanceof Map ? "a map" : value instanceof List ? "a list" : "'" + value + "'";
        return Failure.wrongUsage("%s: %s is not of type %s".formatted(path, found, String.join(" or ", wanted)));
    }

    private Failure unknown(String path) {
        TreeSet<String> known = new TreeSet<>();
        collect(root, "", known);
        Failure failure = Failure.wrongUsage("unknown key %s".formatted(path));
        return Suggestions.to(path, known)
                .map(key -> failure.hint("did you mean %s?".formatted(key)))
                .orElse(failure);
    }

    private void collect(Map<?, ?> schema, String path, Collection<String> known) {
        map(schema.get("properties")).forEach((key, property) -> {
            String name = path.isEmpty() ? String.valueOf(key) : path + "." + key;
            known.add(name);
            collect(resolve(map(property)), name, known);
        });
    }

    private static String join(List<?> items) {
        return String.join(", ", items.stream().map(String::valueOf).toList());
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
