package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeIT {

    @Test
    void bindsVolumeAndClaimToEachOtherByName() {
        Release release = Chart.render("{mode: pv, pv: {server: nfs.example.com, path: /exports}}");
        Node volume = release.only("PersistentVolume");
        Node claim = release.only("PersistentVolumeClaim");

        assertThat(volume.at("spec.claimRef.name").text())
                .isEqualTo(claim.at("metadata.name").text());
        assertThat(volume.at("spec.claimRef.namespace").text()).isEqualTo("etcd-backup");
        assertThat(claim.at("spec.volumeName").text())
                .isEqualTo(volume.at("metadata.name").text());
        assertThat(volume.at("spec.storageClassName").text()).isEmpty();
        assertThat(claim.at("spec.storageClassName").text()).isEmpty();
        assertThat(release.names("StorageClass")).isEmpty();
    }

    /** Kubernetes refuses a change of these on the volume or on its claim, and Helm would have changed half of the rest by then. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "server: nfs-2.example.com, path: /exports",
                "server: nfs.example.com, path: /exports-2",
                "server: nfs.example.com, path: /exports, driver: csi",
                "server: nfs.example.com, path: /exports, accessModes: [ReadWriteOnce]",
                "server: nfs.example.com, path: /exports, capacity: 200G",
            })
    void aChangeThatKubernetesRefusesMakesAnotherVolumeAndAnotherClaim(String changed) {
        Release before = Chart.render("{mode: pv, pv: {server: nfs.example.com, path: /exports}}");
        Release after = Chart.render("{mode: pv, pv: {%s}}".formatted(changed));

        assertThat(List.of("PersistentVolume", "PersistentVolumeClaim"))
                .allSatisfy(kind -> assertThat(after.names(kind)).isNotEqualTo(before.names(kind)));
        assertThat(after.pod("etcd-snapshot")
                        .at("volumes")
                        .named("pv")
                        .at("persistentVolumeClaim.claimName")
                        .text())
                .isEqualTo(
                        after.only("PersistentVolumeClaim").at("metadata.name").text());
        assertThat(after.only("PersistentVolume").at("spec.csi.volumeHandle").text())
                .isIn("null", after.names("PersistentVolume").get(0));
    }

    @Test
    void aChangeThatKubernetesAllowsKeepsTheVolume() {
        assertThat(Chart.render(
                                "{mode: pv, schedule: '@daily', pv: {server: nfs.example.com, path: /exports, mountOptions: [hard]}}")
                        .names("PersistentVolume"))
                .isEqualTo(Chart.render("{mode: pv, pv: {server: nfs.example.com, path: /exports}}")
                        .names("PersistentVolume"));
    }

    @Test
    void keepsTheBackupsWhenTheReleaseGoes() {
        Release release = Chart.render("{mode: pv, pv: {server: nfs.example.com, path: /exports}}");

        assertThat(release.only("PersistentVolume")
                        .at("spec.persistentVolumeReclaimPolicy")
                        .text())
                .isEqualTo("Retain");
        assertThat(List.of("PersistentVolume", "PersistentVolumeClaim"))
                .allSatisfy(kind -> assertThat(release.only(kind)
                                .at("metadata.annotations")
                                .key("helm.sh/resource-policy")
                                .text())
                        .isEqualTo("keep"));
    }

    @Test
    void mountsNfsInTreeSoThatADeadServerIsAnError() {
        Node spec = Chart.render("{mode: pv, pv: {server: nfs.example.com, path: /exports}}")
                .only("PersistentVolume")
                .at("spec");

        assertThat(spec.at("nfs.server").text()).isEqualTo("nfs.example.com");
        assertThat(spec.at("nfs.path").text()).isEqualTo("/exports");
        assertThat(spec.at("mountOptions").texts()).contains("soft");
    }

    @Test
    void mountsNfsByCsi() {
        Node spec = Chart.render("{mode: pv, pv: {driver: csi, server: nfs.example.com, path: /exports}}")
                .only("PersistentVolume")
                .at("spec");

        assertThat(spec.at("nfs").missing()).isTrue();
        assertThat(spec.at("csi.driver").text()).isEqualTo("nfs.csi.k8s.io");
        assertThat(spec.at("csi.volumeAttributes.server").text()).isEqualTo("nfs.example.com");
        assertThat(spec.at("csi.volumeAttributes.share").text()).isEqualTo("/exports");
    }

    @Test
    void claimsFromAStorageClass() {
        Release release = Chart.render("{mode: pv, pv: {storageClassName: fast, capacity: 20Gi}}");
        Node claim = release.only("PersistentVolumeClaim").at("spec");

        assertThat(release.names("PersistentVolume")).isEmpty();
        assertThat(claim.at("storageClassName").text()).isEqualTo("fast");
        assertThat(claim.at("volumeName").missing()).isTrue();
        assertThat(claim.at("resources.requests.storage").text()).isEqualTo("20Gi");
    }

    @Test
    void usesItsClaimOnceAtTheInstallation() {
        Node pod = Chart.render("{mode: pv, pv: {storageClassName: fast}}")
                .only("Job")
                .at("spec.template.spec");

        assertThat(pod.at("volumes")
                        .named("pv")
                        .at("persistentVolumeClaim.claimName")
                        .text())
                .isEqualTo("etcd-snapshot");
        assertThat(pod.at("containers.0.args").texts()).containsExactly("list", "/pv");
        assertThat(Chart.render("{mode: pv, pv: {name: given}}").names("Job")).isEmpty();
        assertThat(Chart.render("{mode: pv, pv: {server: s, path: /p}}").names("Job"))
                .isEmpty();
    }

    @Test
    void claimsAVolumeThatIsThere() {
        Release release = Chart.render("{mode: pv, pv: {name: given}}");

        assertThat(release.names("PersistentVolume")).isEmpty();
        assertThat(release.only("PersistentVolumeClaim").at("spec.volumeName").text())
                .isEqualTo("given");
    }

    @Test
    void usesAClaimThatIsThere() {
        Release release = Chart.render("{mode: pv, pv: {existingClaim: given, server: ignored.example.com}}");

        assertThat(release.names("PersistentVolume")).isEmpty();
        assertThat(release.names("PersistentVolumeClaim")).isEmpty();
        assertThat(release.pod("etcd-snapshot")
                        .at("volumes")
                        .named("pv")
                        .at("persistentVolumeClaim.claimName")
                        .text())
                .isEqualTo("given");
    }

    @Test
    void makesNoVolumeForMirrors() {
        Release release = Chart.render("{mode: sync, pv: {server: nfs.example.com, path: /exports}}");

        assertThat(release.names("PersistentVolume")).isEmpty();
        assertThat(release.names("PersistentVolumeClaim")).isEmpty();
    }
}
