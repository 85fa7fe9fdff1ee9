package io.etcdsnapshot.kubernetes.apply;

import io.etcdsnapshot.kubernetes.document.JsonBoolean;
import io.etcdsnapshot.kubernetes.document.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells which objects come back on their own, or would do harm. */
final class LeftOut {
    private static final Map<String, String> KINDS = Map.of(
            "Event", "it only reports what happened",
            "Lease", "its holder makes it",
            "IPAddress", "its Service makes it",
            "CSINode", "the kubelet makes it",
            "VolumeAttachment", "it is made when a pod needs the volume",
            "Node", "the kubelet registers it",
            "OAuthAccessToken", "logging in makes a new one",
            "OAuthAuthorizeToken", "logging in makes a new one");
    private static final Map<String, Set<String>> ONLY_MADE_BY = Map.of(
            "PersistentVolumeClaim", Set.of("Pod"),
            "ControllerRevision", Set.of("DaemonSet", "StatefulSet"));
    private static final Set<String> CONFIG_MAPS = Set.of("kube-root-ca.crt", "openshift-service-ca.crt");
    private static final List<String> MANAGED_BY =
            List.of("endpointslice.kubernetes.io/managed-by", "endpoints.kubernetes.io/managed-by");
    private static final Set<String> CONTROLLERS = Set.of(
            "endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io", "endpoint-controller");
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private LeftOut() {}

    /**
     * Returns why an object is left out, empty if it is not.
     *
     * @param present the uids of all objects that come back
     */
    static Optional<String> reason(JsonObject object, Set<String> present) {
        String kind = object.string("kind").orElse("");
        if (KINDS.containsKey(kind)) {
            return Optional.ofNullable(KINDS.get(kind));
        }
        Optional<JsonObject> owner = object.objects("metadata", "ownerReferences").stream()
                .filter(reference -> present.contains(reference.string("uid").orElse("")))
                .filter(reference -> makes(reference, kind))
                .findFirst();
        if (owner.isPresent()) {
            return Optional.of("%s %s makes it again"
                    .formatted(
                            owner.get().string("kind").orElse("its owner"),
                            owner.get().string("name").orElse("")));
        }
        return switch (kind) {
            case "Pod" -> pod(object);
            case "Secret" -> secret(object);
            case "ConfigMap" ->
                CONFIG_MAPS.contains(object.string("metadata", "name").orElse(""))
                        ? Optional.of("the cluster puts it into every namespace")
                        : Optional.empty();
            case "Endpoints", "EndpointSlice" ->
                isOfAController(object) ? Optional.of("its Service makes it") : Optional.empty();
            default -> Optional.empty();
        };
    }

    /**
     * Returns whether an owner makes such an object again: others are only to be deleted with it. A claim would be made
     * without the volume that has the data, unless its pod was meant to begin with an empty one; and a revision that
     * others than Kubernetes' workloads keep may be named by what they make.
     */
    private static boolean makes(JsonObject owner, String kind) {
        boolean controls =
                owner.get("controller").filter(JsonBoolean.TRUE::equals).isPresent();
        Set<String> makers = ONLY_MADE_BY.get(kind);
        return controls
                && (makers == null || makers.contains(owner.string("kind").orElse("")));
    }

    /** Others were made by hand, for a Service without a selector. */
    private static boolean isOfAController(JsonObject endpoints) {
        return endpoints.has("metadata", "annotations", "endpoints.kubernetes.io/last-change-trigger-time")
                || MANAGED_BY.stream()
                        .flatMap(label -> endpoints.string("metadata", "labels", label).stream())
                        .anyMatch(CONTROLLERS::contains);
    }

    private static Optional<String> pod(JsonObject pod) {
        if (pod.has("metadata", "annotations", "kubernetes.io/config.mirror")) {
            return Optional.of("it mirrors a static pod of a node");
        }
        return ENDED.contains(pod.string("status", "phase").orElse(""))
                ? Optional.of("it had ended")
                : Optional.empty();
    }

    private static Optional<String> secret(JsonObject secret) {
        String type = secret.string("type").orElse("");
        if (TokenSecret.is(secret) && TokenSecret.isGenerated(secret)) {
            return Optional.of("a service account gets new tokens, old ones are not valid again");
        }
        return type.equals("kubernetes.io/dockercfg")
                        && secret.has("metadata", "annotations", "openshift.io/token-secret.name")
                ? Optional.of("a service account gets a new pull secret")
                : Optional.empty();
    }
}
