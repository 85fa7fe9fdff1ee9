package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values files written for the bash etcd-snapshot keep their meaning. */
class AncestorValuesIT {

    private static final String FILE = Chart.read(Chart.ROOT.resolve("values-examples/ancestor.yaml"));

    @Test
    void rendersItsFileWithTheNamesAndPlacesItHad() {
        Release release = Chart.render(FILE);

        assertThat(release.names("CronJob")).contains("etcd-snapshot");
        assertThat(release.container("etcd-snapshot", "sync").at("volumeMounts").names())
                .contains("pv");
        assertThat(release.cronJob("etcd-snapshot").at("schedule").text()).isEqualTo("30 13 * * *");
        assertThat(release.pod("etcd-snapshot")
                        .at("nodeSelector")
                        .key("etcd-snapshot.ocp1.example.com/role")
                        .text())
                .isEqualTo("snapshot");
        assertThat(release.only("PersistentVolume").at("spec.nfs.path").text()).isEqualTo("/mnt/pool-0/backups/ocp1");
        assertThat(release.names("ServiceAccount")).containsExactly("etcd-snapshot");
        assertThat(release.container("etcd-snapshot", "snapshot").at("image").text())
                .isEqualTo("registry.example.com/etcd-snapshot:0.1.0");
    }

    @Test
    void copiesToTheMirrorsInModeSync() {
        Release release = Chart.render(FILE.replace("mode: pv", "mode: sync"));

        assertThat(release.pod("etcd-snapshot")
                        .at("volumes")
                        .named("ssh")
                        .at("secret.secretName")
                        .text())
                .isEqualTo("ssh-key-pair");
        assertThat(release.pod("etcd-snapshot").at("volumes").names()).doesNotContain("pv");
        assertThat(release.names("PersistentVolume")).isEmpty();
    }

    @Test
    void meansTheVolumeWhereTheModeWasLeftToItsDefault() {
        assertThat(Chart.render(FILE.replace("mode: pv\n", ""))
                        .pod("etcd-snapshot")
                        .at("volumes")
                        .names())
                .contains("pv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30m", "300", "\"300\"", "1.5h", "infinity"})
    void sleepsForAnyTimeThatSleepUnderstands(String timeout) {
        Release release =
                Chart.render(FILE.replace("active: false", "active: true").replace("30m", timeout));

        assertThat(release.container("etcd-snapshot", "snapshot").at("command").texts())
                .containsExactly("sh", "-c", "sleep %s; exit 1".formatted(timeout.replace("\"", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "14", "\"14\""})
    void takesPurgeDaysAsNumberOrDigits(String days) {
        Release release = Chart.render(FILE.replace("purgeDays: 5", "purgeDays: " + days));

        assertThat(release.values().at("snapshot.purgeDays").text()).isEqualTo(days.replace("\"", ""));
    }

    @Test
    void runsAsTheDefaultAccountWhereItUsedNoneOfItsOwn() {
        Release release = Chart.render(FILE.replace("use: true", "use: false"));

        assertThat(release.names("ServiceAccount")).isEmpty();
        assertThat(release.names("RoleBinding")).isEmpty();
        assertThat(release.pod("etcd-snapshot").at("serviceAccountName").text())
                .as("a field that is left out would keep its old value on an upgrade")
                .isEqualTo("default");
    }
}
