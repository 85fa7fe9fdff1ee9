package io.etcdsnapshot.kubernetes.apply;

import io.etcdsnapshot.kubernetes.document.JsonNull;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.document.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Drops what the API server sets itself. Of the metadata Velero keeps name, namespace, labels and annotations, too. */
final class ServerFields {
    private static final Set<String> METADATA = Set.of("name", "namespace", "labels", "annotations");
    private static final Set<String> ANNOTATIONS = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            "deployment.kubernetes.io/revision",
            "control-plane.alpha.kubernetes.io/leader",
            "pv.kubernetes.io/bind-completed",
            "pv.kubernetes.io/bound-by-controller",
            "volume.kubernetes.io/selected-node",
            "openshift.io/internal-registry-pull-secret-ref");

    private ServerFields() {}

    static JsonObject without(JsonObject object) {
        Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
        members.remove("status");
        members.remove("$unknownFields");
        members.put("metadata", metadata(object.object("metadata")));
        return new JsonObject(members);
    }

    private static JsonObject metadata(JsonObject metadata) {
        Map<String, JsonValue> kept = new LinkedHashMap<>();
        METADATA.forEach(name ->
                metadata.get(name).filter(value -> value != JsonNull.NULL).ifPresent(value -> kept.put(name, value)));
        JsonObject annotations = metadata.object("annotations");
        for (String annotation : ANNOTATIONS) {
            annotations = annotations.without(annotation);
        }
        if (annotations.members().isEmpty()) {
            kept.remove("annotations");
        } else {
            kept.put("annotations", annotations);
        }
        return new JsonObject(kept);
    }
}
