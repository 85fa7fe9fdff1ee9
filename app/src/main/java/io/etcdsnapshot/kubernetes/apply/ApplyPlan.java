package io.etcdsnapshot.kubernetes.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonRenderer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code oc apply -f -} takes to bring objects back.
 *
 * @param objects without what the server sets, in an order in which each finds what it needs
 * @param notes what was left out or needs a decision; nothing secret
 */
public record ApplyPlan(List<JsonObject> objects, List<String> notes) {
    /** Of all annotations of an object; {@code oc apply} keeps what it applied in one. */
    private static final int MOST_ANNOTATION_BYTES = 256 * 1024;

    /**
     * Plans the return of objects that are gone.
     *
     * @param selected as the API server gave them
     */
    public static ApplyPlan of(List<JsonObject> selected) {
        List<JsonObject> objects = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Set<String> present = new HashSet<>();
        selected.forEach(object -> object.string("metadata", "uid").ifPresent(present::add));
        for (JsonObject object : selected) {
            Optional<String> reason = LeftOut.reason(object, present);
            if (reason.isPresent()) {
                notes.add("%s left out: %s".formatted(name(object), reason.get()));
            } else {
                objects.add(clean(object, present, notes));
            }
        }
        objects.sort(Comparator.comparingInt(ApplyOrder::of)
                .thenComparing(object -> object.string("metadata", "namespace").orElse(""))
                .thenComparing(object -> object.string("kind").orElse(""))
                .thenComparing(object -> object.string("metadata", "name").orElse("")));
        return new ApplyPlan(List.copyOf(objects), List.copyOf(notes));
    }

    private static JsonObject clean(JsonObject object, Set<String> present, List<String> notes) {
        String name = name(object);
        for (JsonObject owner : object.objects("metadata", "ownerReferences")) {
            notes.add("%s: owned by %s %s, which %s: the reference is dropped"
                    .formatted(
                            name,
                            owner.string("kind").orElse("an object"),
                            owner.string("name").orElse(""),
                            present.contains(owner.string("uid").orElse(""))
                                    ? "gets a new uid"
                                    : "is not among the objects"));
        }
        List<String> kindNotes = new ArrayList<>();
        JsonObject cleaned = KindRules.apply(ServerFields.without(object), kindNotes);
        kindNotes.forEach(note -> notes.add(name + ": " + note));
        if (JsonRenderer.renderLine(cleaned).getBytes(UTF_8).length > MOST_ANNOTATION_BYTES) {
            notes.add(name + ": too large for the annotation of oc apply, use oc apply --server-side");
        }
        if (object.has("$unknownFields")) {
            notes.add(name + ": some of its fields are unknown to this program and are missing");
        }
        return cleaned;
    }

    /** Returns {@code Deployment shop/web}. */
    static String name(JsonObject object) {
        String name = object.string("metadata", "name").orElse("");
        return object.string("kind").orElse("object") + " "
                + object.string("metadata", "namespace")
                        .map(namespace -> namespace + "/" + name)
                        .orElse(name);
    }
}
