package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

    /** It would meet the run's purge, and both can't have the lock. */
    @Test
    void tellsItsPurgeThatItTookNothing() {
        assertThat(List.of("snapshot", "purge")).allSatisfy(step -> {
            assertThat(skipFile("etcd-snapshot-standby", step).text()).isEqualTo("/tmp/skipped");
            assertThat(release.container("etcd-snapshot-standby", step)
                            .at("volumeMounts")
                            .names())
                    .contains("tmp");
            assertThat(skipFile("etcd-snapshot", step).missing()).isTrue();
        });
    }

    private Node skipFile(String cronJob, String step) {
        return release.container(cronJob, step)
                .at("env")
                .named("ETCD_SNAPSHOT_SKIP_FILE")
                .at("value");
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
