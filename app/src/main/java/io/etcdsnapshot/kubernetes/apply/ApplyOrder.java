package io.etcdsnapshot.kubernetes.apply;

import io.etcdsnapshot.kubernetes.document.JsonObject;
import java.util.List;

/** The order in which kinds are created. Follows Velero's documented restore order, with roles and OpenShift's kinds. */
final class ApplyOrder {
    private static final List<String> FIRST = List.of(
            "Namespace",
            "CustomResourceDefinition",
            "PriorityClass",
            "RuntimeClass",
            "StorageClass",
            "VolumeSnapshotClass",
            "VolumeSnapshotContent",
            "VolumeSnapshot",
            "PersistentVolume",
            "SecurityContextConstraints",
            "ClusterRole",
            "Role",
            "ServiceAccount",
            "ClusterRoleBinding",
            "RoleBinding",
            "Secret",
            "ConfigMap",
            "LimitRange",
            "ResourceQuota",
            "NetworkPolicy",
            "PersistentVolumeClaim",
            "ImageStream",
            "BuildConfig",
            "Service",
            "PodTemplate",
            "Pod",
            "ReplicaSet",
            "ReplicationController",
            "Deployment",
            "DeploymentConfig",
            "StatefulSet",
            "DaemonSet",
            "CronJob",
            "Job");
    /** Those that act on other objects as soon as they exist. */
    private static final List<String> LAST = List.of(
            "Ingress",
            "Route",
            "HorizontalPodAutoscaler",
            "PodDisruptionBudget",
            "APIService",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "MutatingWebhookConfiguration",
            "ValidatingWebhookConfiguration");

    private ApplyOrder() {}

    /** Returns a rank; kinds that are not named, such as custom resources, lie between workloads and routes. */
    static int of(JsonObject object) {
        String kind = object.string("kind").orElse("");
        int first = FIRST.indexOf(kind);
        if (first >= 0) {
            return first;
        }
        return FIRST.size() + 1 + LAST.indexOf(kind);
    }
}
