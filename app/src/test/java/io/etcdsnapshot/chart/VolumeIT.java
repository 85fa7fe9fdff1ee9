package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VolumeIT {

    @Test
    void bindsVolumeAndClaimToEachOtherByName() {
        Release release = Chart.render("{mode: pv, pv: {server: nfs.example.com, path: /exports}}");
        Node volume = release.get("PersistentVolume", "etcd-snapshot");
        Node claim = release.get("PersistentVolumeClaim", "etcd-snapshot");

        assertThat(volume.at("spec.claimRef.name").text()).isEqualTo("etcd-snapshot");
        assertThat(volume.at("spec.claimRef.namespace").text()).isEqualTo("etcd-backup");
        assertThat(claim.at("spec.volumeName").text()).isEqualTo("etcd-snapshot");
        assertThat(volume.at("spec.storageClassName").text()).isEmpty();
        assertThat(claim.at("spec.storageClassName").text()).isEmpty();
        assertThat(release.names("StorageClass")).isEmpty();
    }

    @Test
    void keepsTheBackupsWhenTheReleaseGoes() {
        Release release = Chart.render("{mode: pv, pv: {server: nfs.example.com, path: /exports}}");

        assertThat(release.get("PersistentVolume", "etcd-snapshot")
                        .at("spec.persistentVolumeReclaimPolicy")
                        .text())
                .isEqualTo("Retain");
        assertThat(List.of("PersistentVolume", "PersistentVolumeClaim"))
                .allSatisfy(kind -> assertThat(release.get(kind, "etcd-snapshot")
                                .at("metadata.annotations")
                                .key("helm.sh/resource-policy")
                                .text())
                        .isEqualTo("keep"));
    }

    @Test
    void mountsNfsInTreeSoThatADeadServerIsAnError() {
        Node spec = Chart.render("{mode: pv, pv: {server: nfs.example.com, path: /exports}}")
                .get("PersistentVolume", "etcd-snapshot")
                .at("spec");

        assertThat(spec.at("nfs.server").text()).isEqualTo("nfs.example.com");
        assertThat(spec.at("nfs.path").text()).isEqualTo("/exports");
        assertThat(spec.at("mountOptions").texts()).contains("soft");
    }

    @Test
    void mountsNfsByCsi() {
        Node spec = Chart.render("{mode: pv, pv: {driver: csi, server: nfs.example.com, path: /exports}}")
                .get("PersistentVolume", "etcd-snapshot")
                .at("spec");

        assertThat(spec.at("nfs").missing()).isTrue();
        assertThat(spec.at("csi.driver").text()).isEqualTo("nfs.csi.k8s.io");
        assertThat(spec.at("csi.volumeAttributes.server").text()).isEqualTo("nfs.example.com");
        assertThat(spec.at("csi.volumeAttributes.share").text()).isEqualTo("/exports");
    }

    @Test
    void claimsFromAStorageClass() {
        Release release = Chart.render("{mode: pv, pv: {storageClassName: fast, capacity: 20Gi}}");
        Node claim = release.get("PersistentVolumeClaim", "etcd-snapshot").at("spec");

        assertThat(release.names("PersistentVolume")).isEmpty();
        assertThat(claim.at("storageClassName").text()).isEqualTo("fast");
        assertThat(claim.at("volumeName").missing()).isTrue();
        assertThat(claim.at("resources.requests.storage").text()).isEqualTo("20Gi");
    }

    @Test
    void claimsAVolumeThatIsThere() {
        Release release = Chart.render("{mode: pv, pv: {name: given}}");

        assertThat(release.names("PersistentVolume")).isEmpty();
        assertThat(release.get("PersistentVolumeClaim", "etcd-snapshot")
                        .at("spec.volumeName")
                        .text())
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
