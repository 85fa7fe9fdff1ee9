package io.etcdsnapshot.kubernetes.select;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A label selector as {@code kubectl -l} takes it: {@code app=web,tier!=db,env in (a,b),!legacy,replicas>3}.
 * Source: {@code k8s.io/apimachinery/pkg/labels/selector.go}.
 */
public record LabelSelector(List<Requirement> requirements) {
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        MISSING,
        GREATER,
        LESS
    }

    /** One condition; all of a selector's hold. */
    record Requirement(String label, Operator operator, List<String> values) {
        boolean matches(@Nullable String value) {
            return switch (operator) {
                case EXISTS -> value != null;
                case MISSING -> value == null;
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case GREATER -> isNumber(value) && Long.parseLong(value) > Long.parseLong(values.get(0));
                case LESS -> isNumber(value) && Long.parseLong(value) < Long.parseLong(values.get(0));
            };
        }

        static boolean isNumber(@Nullable String text) {
            return text != null && text.matches("[-+]?\\d{1,18}");
        }
    }

    /** @throws IllegalArgumentException if the text is no selector, saying where */
    public static LabelSelector parse(String text) {
        return new LabelSelectorParser(text).parse();
    }

    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels.get(requirement.label())));
    }

    /** Returns whether it selects an object by its labels. */
    public boolean selects(JsonObject object) {
        Map<String, String> labels = new HashMap<>();
        object.object("metadata", "labels").members().forEach((name, value) -> {
            if (value instanceof JsonString string) {
                labels.put(name, string.value());
            }
        });
        return matches(labels);
    }
}
