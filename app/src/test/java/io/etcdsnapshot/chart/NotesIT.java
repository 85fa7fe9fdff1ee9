package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotesIT {

    @Test
    void tellWhatRunsWhereSetsLandAndHowToRunOneNow() {
        assertThat(Chart.notes(
                        "{mode: both, clusterId: prod-1, pv: {server: nfs.example.com, path: /exports}}", Chart.NEWEST))
                .contains("etcd-snapshot: \"30 1 * * *\"")
                .contains("copies to nfs.example.com:/exports, directory prod-1")
                .contains("/home/core/etcd-snapshots/prod-1")
                .contains("etcd-snapshot.example.com/role=mirror")
                .contains("oc create job -n etcd-backup --from=cronjob/etcd-snapshot etcd-snapshot-now")
                .contains("pod-security.kubernetes.io/enforce=privileged")
                .contains("helm test etcd-snapshot")
                .contains("etcd-snapshot-standby")
                .contains(
                        "etcd-snapshot list /host/home/core/etcd-snapshots",
                        "etcd-snapshot verify --all",
                        "etcd-snapshot restore latest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            snapshot: {force: true}                             | snapshot.force:
            snapshot: {purgeDays: 0}                            | snapshot.purgeDays: 0
            snapshot: {directory: /tmp/etcd}                    | snapshot.directory:
            snapshot: {minFreePercent: 5}                       | snapshot.minFreePercent:
            debug: {active: true}                               | NO BACKUPS ARE TAKEN
            serviceAccount: {use: false}                        | serviceAccount.use:
            sync: {hostKeyPolicy: accept-new}                   | sync.hostKeyPolicy:
            timeZone: Europe/Berlin                             | timeZone:
            sync: {content: snapshot}                           | the kube resources stay on the snapshot node
            sync: {content: kubeResources}                      | the snapshots stay on the snapshot node
            image: docker.io/staranto/etcd-snapshot:0.1.5       | image: that is the image of the system
            {mode: pv, pv: {existingClaim: c, server: s, path: /p}} | pv.server: not used
            """)
    void warnOfRiskyValues(String values, String warning) {
        assertThat(Chart.notes(values, Chart.OLDEST)).contains("WARNINGS").contains(warning);
    }

    @Test
    void warnOfNothingWhereAllIsWell() {
        assertThat(Chart.notes("monitoring: {prometheusRule: {enabled: true}}", Chart.NEWEST))
                .doesNotContain("WARNINGS");
    }
}
