package io.etcdsnapshot.kubernetes.compare;

import io.etcdsnapshot.kubernetes.document.JsonArray;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Names the fields in which two versions of an object differ, as {@code spec.containers[0].image}. */
final class ChangedFields {
    /** Of an object of which more differ, the rest is counted only. */
    private static final int MOST = 50;

    private final List<String> fields = new ArrayList<>();
    private int more;

    private ChangedFields() {}

    /** Returns the deepest fields that tell what changed, without any value. */
    static List<String> of(JsonObject before, JsonObject after) {
        ChangedFields changed = new ChangedFields();
        changed.compareObjects("", before, after);
        if (changed.more > 0) {
            changed.fields.add("and %,d more".formatted(changed.more));
        }
        return List.copyOf(changed.fields);
    }

    private void compare(String path, @Nullable JsonValue before, @Nullable JsonValue after) {
        if (before != null && before.equals(after)) {
            return;
        }
        if (before instanceof JsonObject a && after instanceof JsonObject b) {
            compareObjects(path, a, b);
        } else if (before instanceof JsonArray a
                && after instanceof JsonArray b
                && a.items().size() == b.items().size()) {
            for (int i = 0; i < a.items().size(); i++) {
                compare(path + "[" + i + "]", a.items().get(i), b.items().get(i));
            }
        } else if (fields.size() < MOST) {
            fields.add(path);
        } else {
            more++;
        }
    }

    private void compareObjects(String path, JsonObject before, JsonObject after) {
        TreeSet<String> names = new TreeSet<>(before.members().keySet());
        names.addAll(after.members().keySet());
        for (String name : names) {
            compare(
                    joined(path, name),
                    before.members().get(name),
                    after.members().get(name));
        }
    }

    private static String joined(String path, String name) {
        if (name.indexOf('.') >= 0 || name.indexOf('/') >= 0) {
            return path + "[" + name + "]";
        }
        return path.isEmpty() ? name : path + "." + name;
    }
}
