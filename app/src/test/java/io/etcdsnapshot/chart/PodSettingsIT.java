package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Values that charts usually have, in every pod. */
class PodSettingsIT {

    private static final String VALUES =
            """
            mode: both
            pv: {existingClaim: c}
            rehearse: {enabled: true, etcdImage: e}
            nodeSelector: {disk: fast}
            affinity: {podAntiAffinity: {}}
            podLabels: {team: etcd, app.kubernetes.io/name: stolen}
            podAnnotations: {backup.example.com/skip: "yes", openshift.io/required-scc: anyuid}
            commonLabels: {cost-centre: "42"}
            extraEnv: [{name: TZ, value: UTC}, {name: NODE_IP, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}]
            imagePullSecrets: [plain, {name: object}]
            serviceAccount: {annotations: {a: b}}
            proxy: {secret: the-proxy}
            """;

    private final Release release = Chart.render(VALUES);

    @Test
    void everyPodHasThem() {
        assertThat(pods()).hasSize(7).allSatisfy(pod -> {
            assertThat(pod.at("spec.nodeSelector").value())
                    .isEqualTo(Map.of("disk", "fast", "etcd-snapshot.example.com/role", "snapshot"));
            assertThat(pod.at("spec.affinity").value()).isEqualTo(Map.of("podAntiAffinity", Map.of()));
            assertThat(pod.at("metadata.labels.team").text()).isEqualTo("etcd");
            assertThat(pod.at("metadata.labels.cost-centre").text()).isEqualTo("42");
            assertThat(pod.at("metadata.annotations")
                            .key("backup.example.com/skip")
                            .text())
                    .isEqualTo("yes");
            assertThat(pod.at("spec.imagePullSecrets").names()).containsExactly("plain", "object");
            assertThat(containers(pod).toList()).allSatisfy(container -> assertThat(
                            container.at("env").named("TZ").at("value").text())
                    .isEqualTo("UTC"));
        });
    }

    @Test
    void whatTheChartNeedsIsNotReplaced() {
        assertThat(pods()).allSatisfy(pod -> {
            assertThat(pod.at("metadata.labels").key("app.kubernetes.io/name").text())
                    .isEqualTo("etcd-snapshot");
            assertThat(pod.at("metadata.annotations")
                            .key("openshift.io/required-scc")
                            .text())
                    .isEqualTo("privileged");
        });
    }

    @Test
    void everyObjectHasTheCommonLabels() {
        assertThat(release.objects()).allSatisfy(object -> assertThat(
                        object.at("metadata.labels.cost-centre").text())
                .isEqualTo("42"));
        assertThat(release.only("ServiceAccount").at("metadata.annotations.a").text())
                .isEqualTo("b");
    }

    /** Values end up in a ConfigMap. */
    @Test
    void aProxyThatNeedsAPasswordIsReadFromASecret() {
        Node env = release.container("etcd-snapshot", "snapshot").at("env");

        for (Map.Entry<String, String> variable : Map.of(
                        "HTTP_PROXY", "httpProxy", "HTTPS_PROXY", "httpsProxy", "NO_PROXY", "noProxy")
                .entrySet()) {
            assertThat(env.named(variable.getKey()).at("valueFrom.secretKeyRef").value())
                    .isEqualTo(Map.of("name", "the-proxy", "key", variable.getValue(), "optional", true));
        }
        assertThat(List.of("purge", "sync")).as("which reach no registry").allSatisfy(step -> assertThat(
                        release.container("etcd-snapshot", step)
                                .at("env")
                                .named("HTTP_PROXY")
                                .missing())
                .isTrue());
    }

    private List<Node> pods() {
        Stream<Node> templates = release.all("CronJob").stream().map(job -> job.at("spec.jobTemplate.spec.template"));
        return Stream.concat(templates, release.all("Pod").stream()).toList();
    }

    private static Stream<Node> containers(Node pod) {
        return Stream.concat(
                pod.at("spec.initContainers").items().stream(), pod.at("spec.containers").items().stream());
    }
}
