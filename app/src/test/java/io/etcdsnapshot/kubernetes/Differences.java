package io.etcdsnapshot.kubernetes;

import io.etcdsnapshot.kubernetes.document.JsonArray;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Tells where two trees differ, as a person would look for it. */
final class Differences {
    private static final int SHOWN = 300;

    private Differences() {}

    /** One line for each place: the path, what is expected there, what there is. */
    static List<String> between(JsonValue expected, JsonValue actual) {
        List<String> found = new ArrayList<>();
        compare("", expected, actual, found);
        return found;
    }

    private static void compare(String path, JsonValue expected, JsonValue actual, List<String> found) {
        if (expected instanceof JsonObject left && actual instanceof JsonObject right) {
            TreeSet<String> names = new TreeSet<>(left.members().keySet());
            names.addAll(right.members().keySet());
            for (String name : names) {
                JsonValue a = left.members().get(name);
                JsonValue b = right.members().get(name);
                if (a == null || b == null) {
                    found.add(cut("%s.%s: expected %s but was %s".formatted(path, name, a, b)));
                } else {
                    compare(path + "." + name, a, b, found);
                }
            }
        } else if (expected instanceof JsonArray left
                && actual instanceof JsonArray right
                && left.items().size() == right.items().size()) {
            for (int i = 0; i < left.items().size(); i++) {
                compare(path + "[" + i + "]", left.items().get(i), right.items().get(i), found);
            }
        } else if (!expected.equals(actual)) {
            found.add(cut("%s: expected %s but was %s".formatted(path, expected, actual)));
        }
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
