package io.etcdsnapshot.testing;

import com.google.gson.Gson;
import io.etcdsnapshot.testing.KubeApi.Answer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds that {@link KubeObjects} knows, as clients discover them. */
final class KubeKinds {
    /** @param version such as {@code v1} or {@code batch/v1} */
    record Kind(String version, String name, String plural, boolean namespaced, List<String> shortNames) {
        static Kind parse(String line) {
            String[] word = line.split(" ");
            return new Kind(
                    word[0],
                    word[1],
                    word[2],
                    word[3].equals("namespaced"),
                    Arrays.asList(word).subList(4, word.length));
        }

        String group() {
            return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
        }

        Map<String, Object> resource() {
            return Map.of(
                    "name",
                    plural,
                    "singularName",
                    "",
                    "namespaced",
                    namespaced,
                    "kind",
                    name,
                    "shortNames",
                    shortNames,
                    "verbs",
                    List.of("create", "delete", "get", "list", "patch", "update", "watch"));
        }
    }

    private static final List<Kind> KINDS =
            """
            v1 Namespace namespaces cluster ns
            v1 Node nodes cluster no
            v1 Pod pods namespaced po
            v1 Secret secrets namespaced
            v1 ConfigMap configmaps namespaced cm
            v1 ServiceAccount serviceaccounts namespaced sa
            v1 PersistentVolume persistentvolumes cluster pv
            v1 PersistentVolumeClaim persistentvolumeclaims namespaced pvc
            batch/v1 CronJob cronjobs namespaced cj
            batch/v1 Job jobs namespaced
            batch/v1beta1 CronJob cronjobs namespaced cj
            rbac.authorization.k8s.io/v1 RoleBinding rolebindings namespaced
            rbac.authorization.k8s.io/v1 ClusterRole clusterroles cluster
            rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings cluster
            certificates.k8s.io/v1 CertificateSigningRequest certificatesigningrequests cluster csr
            config.openshift.io/v1 ClusterOperator clusteroperators cluster co
            operator.openshift.io/v1 Etcd etcds cluster
            operator.openshift.io/v1 KubeAPIServer kubeapiservers cluster
            operator.openshift.io/v1 KubeControllerManager kubecontrollermanagers cluster
            operator.openshift.io/v1 KubeScheduler kubeschedulers cluster
            operator.openshift.io/v1 MachineConfiguration machineconfigurations cluster
            monitoring.coreos.com/v1beta1 AlertmanagerConfig alertmanagerconfigs namespaced
            imageregistry.operator.openshift.io/v1 Config configs cluster
            route.openshift.io/v1 Route routes namespaced
            machineconfiguration.openshift.io/v1 MachineConfig machineconfigs cluster mc
            machineconfiguration.openshift.io/v1 MachineConfigPool machineconfigpools cluster mcp
            """
                    .lines()
                    .map(Kind::parse)
                    .toList();

    private KubeKinds() {}

    static Optional<Kind> find(String version, String plural) {
        return KINDS.stream()
                .filter(kind -> kind.version().equals(version) && kind.plural().equals(plural))
                .findFirst();
    }

    /** An answer to the questions which kinds there are, or none if {@code path} is that of an object. */
    static Optional<Answer> discovery(String path, String userAgent) {
        return switch (path) {
            case "/version" -> answer(Map.of("major", "1", "minor", "27", "gitVersion", "v1.27.0"));
            case "/api" -> answer(Map.of("kind", "APIVersions", "versions", List.of("v1")));
            case "/apis" ->
                answer(Map.of("kind", "APIGroupList", "apiVersion", "v1", "groups", groups(String.valueOf(userAgent))));
            case "/openapi/v2" -> Optional.of(new Answer(200, "", Map.of())); // an empty document: any object is valid
            default -> resources(path.replaceFirst("/apis?/", ""));
        };
    }

    /** kubectl before 1.21, as Debian 12 has it, makes a job only of a CronJob of batch/v1beta1. */
    private static List<Map<String, Object>> groups(String userAgent) {
        boolean old = userAgent.matches("kubectl/v1\\.(1.|20)\\..*");
        return KINDS.stream()
                .map(Kind::group)
                .filter(group -> !group.isEmpty())
                .distinct()
                .map(group -> {
                    List<Map<String, String>> versions = KINDS.stream()
                            .filter(kind -> kind.group().equals(group))
                            .map(Kind::version)
                            .distinct()
                            .map(version -> Map.of(
                                    "groupVersion", version, "version", version.substring(version.indexOf('/') + 1)))
                            .toList();
                    Map<String, Object> shown = new LinkedHashMap<>(Map.of("name", group, "versions", versions));
                    shown.put("preferredVersion", versions.get(old ? versions.size() - 1 : 0));
                    return shown;
                })
                .toList();
    }

    private static Optional<Answer> resources(String version) {
        List<Map<String, Object>> resources = KINDS.stream()
                .filter(kind -> kind.version().equals(version))
                .map(Kind::resource)
                .toList();
        return resources.isEmpty()
                ? Optional.empty()
                : answer(Map.of(
                        "kind",
                        "APIResourceList",
                        "apiVersion",
                        "v1",
                        "groupVersion",
                        version,
                        "resources",
                        resources));
    }

    private static Optional<Answer> answer(Map<String, Object> body) {
        return Optional.of(new Answer(200, new Gson().toJson(body), Map.of()));
    }
}
