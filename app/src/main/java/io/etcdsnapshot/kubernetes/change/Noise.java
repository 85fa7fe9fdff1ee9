package io.etcdsnapshot.kubernetes.change;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import io.etcdsnapshot.kubernetes.resource.ResourceKind;
import java.util.List;
import java.util.Set;

/** What changes without anybody having changed anything. */
public final class Noise {
    private static final Set<String> KINDS = Set.of(
            "events",
            "leases.coordination.k8s.io",
            "leasecandidates.coordination.k8s.io",
            "masterleases",
            "endpoints",
            "endpointslices.discovery.k8s.io",
            "storageversions.internal.apiserver.k8s.io",
            "csistoragecapacities.storage.k8s.io");
    private static final List<List<String>> FIELDS = List.of(
            List.of("status"),
            List.of("metadata", "resourceVersion"),
            List.of("metadata", "generation"),
            List.of("metadata", "managedFields"),
            List.of("metadata", "annotations", "control-plane.alpha.kubernetes.io/leader"),
            List.of("metadata", "annotations", "deployment.kubernetes.io/revision"));

    private Noise() {}

    /** Returns whether a kind's objects come and go, or change all the time, on their own. */
    public static boolean is(ResourceKind kind) {
        return KINDS.contains(kind.qualifiedName());
    }

    /** Returns an object without the fields that change on their own. */
    public static JsonObject without(JsonObject object) {
        JsonObject quiet = object;
        for (List<String> field : FIELDS) {
            quiet = quiet.without(field.toArray(String[]::new));
        }
        return quiet;
    }
}
