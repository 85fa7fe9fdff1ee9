package io.etcdsnapshot.kubernetes.compare;

import io.etcdsnapshot.kubernetes.change.LastChange;
import io.etcdsnapshot.kubernetes.change.Secrets;
import io.etcdsnapshot.kubernetes.change.UnifiedDiff;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.YamlRenderer;
import io.etcdsnapshot.kubernetes.resource.ResourceKey;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares two versions of an object, and shows the change without secret values. */
final class ObjectComparison {
    private final String beforeName;
    private final String afterName;
    private final ChangeFilter filter;
    private final boolean withDiffs;

    ObjectComparison(String beforeName, String afterName, ChangeFilter filter, boolean withDiffs) {
        this.beforeName = beforeName;
        this.afterName = afterName;
        this.filter = filter;
        this.withDiffs = withDiffs;
    }

    /** Returns whether nothing differs that counts; never of what can't be read. */
    boolean areSame(ObjectVersion before, ObjectVersion after) {
        JsonObject a = before.object();
        JsonObject b = after.object();
        return a != null && b != null && filter.counting(a).equals(filter.counting(b));
    }

    ObjectChange change(ObjectChange.Type type, ResourceKey key, ObjectVersion before, ObjectVersion after) {
        List<String> notes = Stream.concat(before.notes().stream(), after.notes().stream())
                .distinct()
                .toList();
        JsonObject a = before.object();
        JsonObject b = after.object();
        if (a == null || b == null) {
            return new ObjectChange(type, key, List.of(), null, notes, "");
        }
        Secrets.Pair shown = Secrets.hide(filter.counting(a), filter.counting(b));
        return new ObjectChange(
                type,
                key,
                type == ObjectChange.Type.CHANGED ? ChangedFields.of(shown.before(), shown.after()) : List.of(),
                lastChange(b),
                notes,
                withDiffs ? diff(key, shown) : "");
    }

    private static @Nullable LastChange lastChange(JsonObject object) {
        return LastChange.of(object).orElse(null);
    }

    private String diff(ResourceKey key, Secrets.Pair pair) {
        String place = (key.namespace().isEmpty() ? "" : key.namespace() + "/") + key.typedName();
        return UnifiedDiff.of(
                beforeName + "/" + place, yaml(pair.before()), afterName + "/" + place, yaml(pair.after()));
    }

    private static String yaml(JsonObject object) {
        return object.members().isEmpty() ? "" : YamlRenderer.render(object);
    }
}
