package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationsIT {

    private final Release both = Chart.render("{mode: both, pv: {server: nfs.example.com, path: /exports}}");

    @ParameterizedTest
    @CsvSource({"pv, true, false", "sync, false, true", "both, true, true"})
    void mountsWhatTheModeCopiesTo(String mode, boolean volume, boolean key) {
        Node mounts = Chart.render("{mode: %s, pv: {existingClaim: c}}".formatted(mode))
                .container("etcd-snapshot", "sync")
                .at("volumeMounts");

        assertThat(mounts.names().contains("pv")).isEqualTo(volume);
        assertThat(mounts.names().contains("ssh")).isEqualTo(key);
    }

    @Test
    void findsMirrorsByLabelWithATokenAndNothingButNodesToList() {
        Node rule =
                both.get("ClusterRole", "etcd-backup:etcd-snapshot:list-nodes").at("rules");
        assertThat(rule.items()).hasSize(1);
        assertThat(rule.at("0.resources").texts()).containsExactly("nodes");
        assertThat(rule.at("0.verbs").texts()).containsExactly("list");
        assertThat(both.container("etcd-snapshot", "sync")
                        .at("volumeMounts")
                        .named("token")
                        .at("mountPath")
                        .text())
                .isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount");
        assertThat(both.pod("etcd-snapshot")
                        .at("volumes")
                        .named("token")
                        .at("projected.sources")
                        .items())
                .extracting(source -> source.keys().iterator().next())
                .containsExactlyInAnyOrder("serviceAccountToken", "configMap", "downwardAPI");
    }

    @Test
    void givesTheTokenToNoOtherContainer() {
        assertThat(both.names("CronJob")).allSatisfy(name -> {
            assertThat(both.pod(name).at("automountServiceAccountToken").value())
                    .isEqualTo(false);
            assertThat(containers(both.pod(name))
                            .filter(container ->
                                    container.at("volumeMounts").names().contains("token")))
                    .allSatisfy(
                            container -> assertThat(container.at("name").text()).isEqualTo("sync"));
        });
    }

    @Test
    void asksTheApiForNothingWhereMirrorsAreNamed() {
        Release release = Chart.render("{mode: sync, sync: {hosts: [core@10.0.0.2, 'm3.example.com:2222']}}");

        assertThat(release.names("ClusterRole")).isEmpty();
        assertThat(release.names("ClusterRoleBinding")).isEmpty();
        assertThat(release.pod("etcd-snapshot").at("volumes").names()).doesNotContain("token");
    }

    @Test
    void readsTheKeyFromTheSecretForItsOwnerOnly() {
        Node ssh = both.pod("etcd-snapshot").at("volumes").named("ssh").at("secret");

        assertThat(ssh.at("secretName").text()).isEqualTo("ssh-key-pair");
        assertThat(ssh.at("defaultMode").value()).isEqualTo(0400);
        assertThat(env("strict", "ETCD_SNAPSHOT_IDENTITY")).isEqualTo("/ssh/private");
        assertThat(env("strict", "ETCD_SNAPSHOT_PASSPHRASE_FILE")).isEqualTo("/ssh/passphrase");
        assertThat(env("strict", "ETCD_SNAPSHOT_KNOWN_HOSTS")).isEqualTo("/ssh/known_hosts");
    }

    @Test
    void remembersTheHostKeysItAcceptedOnTheNode() {
        Node volume = Chart.render("{mode: sync, sync: {hostKeyPolicy: accept-new}}")
                .pod("etcd-snapshot")
                .at("volumes")
                .named("known-hosts");

        assertThat(volume.keys()).contains("hostPath");
        assertThat(env("accept-new", "ETCD_SNAPSHOT_KNOWN_HOSTS")).isEqualTo("/known-hosts/known_hosts");
        assertThat(both.pod("etcd-snapshot").at("volumes").names()).doesNotContain("known-hosts");
    }

    @Test
    void copiesToABucketInEveryModeWithItsSecretForThoseContainersAlone() {
        Release release = Chart.render(
                "{mode: both, pv: {existingClaim: c}, s3: {bucket: abc, credentialsSecret: keys, ca: {configMap: trusted, key: bundle.crt}}}");
        Node sync = release.container("etcd-snapshot", "sync");

        assertThat(sync.at("volumeMounts").names()).contains("pv", "ssh", "s3", "s3-ca");
        assertThat(sync.at("env")
                        .named("ETCD_SNAPSHOT_S3_CREDENTIALS")
                        .at("value")
                        .text())
                .isEqualTo("/s3");
        assertThat(sync.at("env").named("ETCD_SNAPSHOT_S3_CA_FILE").at("value").text())
                .isEqualTo("/s3-ca/ca.crt");
        Node volumes = release.pod("etcd-snapshot").at("volumes");
        assertThat(volumes.named("s3").at("secret.secretName").text()).isEqualTo("keys");
        assertThat(volumes.named("s3").at("secret.optional").value()).isEqualTo(true);
        assertThat(volumes.named("s3-ca").at("configMap.name").text()).isEqualTo("trusted");
        assertThat(volumes.named("s3-ca").at("configMap.items.0.key").text()).isEqualTo("bundle.crt");
        for (String cronJob : release.names("CronJob")) {
            assertThat(containers(release.pod(cronJob))
                            .filter(each -> each.at("volumeMounts").names().contains("s3")))
                    .extracting(each -> each.at("name").text())
                    .isSubsetOf("sync", "verify-s3");
        }
    }

    @Test
    void takesOnARoleWithATokenForItsAudience() {
        Release release = Chart.render("{s3: {bucket: abc, roleArn: 'arn:aws:iam::123456789012:role/x'}}");
        Node sync = release.container("etcd-snapshot", "sync");

        assertThat(sync.at("env").named("AWS_ROLE_ARN").at("value").text())
                .isEqualTo("arn:aws:iam::123456789012:role/x");
        assertThat(sync.at("env")
                        .named("AWS_WEB_IDENTITY_TOKEN_FILE")
                        .at("value")
                        .text())
                .isEqualTo("/s3-token/token");
        assertThat(release.pod("etcd-snapshot")
                        .at("volumes")
                        .named("s3-token")
                        .at("projected.sources.0.serviceAccountToken.audience")
                        .text())
                .isEqualTo("sts.amazonaws.com");
        assertThat(release.names("ClusterRole")).isEmpty();
    }

    @Test
    void reachesTheBucketThroughTheProxyOfTheSecret() {
        Node sync = Chart.render("{s3: {bucket: abc}, proxy: {secret: proxy}}").container("etcd-snapshot", "sync");

        assertThat(sync.at("env")
                        .named("HTTPS_PROXY")
                        .at("valueFrom.secretKeyRef.name")
                        .text())
                .isEqualTo("proxy");
        assertThat(Chart.render("{mode: sync, proxy: {secret: proxy}}")
                        .container("etcd-snapshot", "sync")
                        .at("env")
                        .names())
                .doesNotContain("HTTPS_PROXY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            ''     |      | s3://abc
            null   |      | s3://abc
            null   | prod | s3://abc/prod
            'x/y'  | prod | s3://abc/x/y/prod
            'prod' | prod | s3://abc/prod
            """)
    void verifiesTheBucketWhereTheProgramPutsTheSets(String prefix, String clusterId, String location) {
        Release release = Chart.render("{clusterId: %s, s3: {bucket: abc, prefix: %s}}".formatted(clusterId, prefix));

        assertThat(release.container("etcd-snapshot-verify", "verify-s3")
                        .at("args")
                        .texts())
                .containsExactly("verify", location);
    }

    private static Stream<Node> containers(Node pod) {
        return Stream.concat(pod.at("initContainers").items().stream(), pod.at("containers").items().stream());
    }

    private static String env(String policy, String name) {
        return Chart.render("{mode: sync, sync: {hostKeyPolicy: " + policy + "}}")
                .container("etcd-snapshot", "sync")
                .at("env")
                .named(name)
                .at("value")
                .text();
    }
}
