package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pod starts only once all its volumes are mounted, so a dead NFS server must not be the run's alone to wait for. */
class StandbyCronJobIT {

    private static final String PV = "{mode: pv, schedule: '@daily', pv: {existingClaim: c}, "
            + "snapshot: {standbyAfter: 10m}, job: {deadline: 1h}}";
    private final Release release = Chart.render(PV);

    @Test
    void takesTheSnapshotWhenNoOtherRunDid() {
        assertThat(release.pod("etcd-snapshot-standby").at("initContainers").names())
                .containsExactly("snapshot");
        assertThat(release.pod("etcd-snapshot-standby").at("containers").names())
                .containsExactly("purge");
        assertThat(release.container("etcd-snapshot-standby", "snapshot")
                        .at("args")
                        .texts())
                .containsExactly("snapshot", "--standby", "10m");
        assertThat(release.container("etcd-snapshot-standby", "snapshot").at("securityContext"))
                .isEqualTo(release.container("etcd-snapshot", "snapshot").at("securityContext"));
    }

    @Test
    void mountsNothingThatADeadServerCouldHoldUp() {
        assertThat(release.pod("etcd-snapshot-standby").at("volumes").items())
                .isNotEmpty()
                .allSatisfy(volume -> assertThat(volume.keys()).doesNotContain("persistentVolumeClaim", "nfs", "csi"));
    }

    @Test
    void startsWithTheRunAndMayTakeAsMuchLongerAsItWaits() {
        assertThat(release.cronJob("etcd-snapshot-standby").at("schedule").text())
                .isEqualTo("@daily");
        assertThat(release.cronJob("etcd-snapshot-standby")
                        .at("jobTemplate.spec.activeDeadlineSeconds")
                        .value())
                .isEqualTo(70 * 60);
    }

    @ParameterizedTest
    @CsvSource({"pv, true", "both, true", "sync, false"})
    void isThereWhereAVolumeIs(String mode, boolean there) {
        assertThat(Chart.render(PV.replace("mode: pv", "mode: " + mode))
                        .names("CronJob")
                        .contains("etcd-snapshot-standby"))
                .isEqualTo(there);
    }
}
