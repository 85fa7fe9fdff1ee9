package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotesIT {

    private static final String BOTH = "{mode: both, clusterId: prod-1, pv: {server: nfs.example.com, path: /exports}}";
    private final String notes = Chart.notes(BOTH, Chart.NEWEST);

    @Test
    void tellWhatRunsWhereSetsLandAndHowToRunOneNow() {
        assertThat(notes)
                .contains("etcd-snapshot: \"30 1 * * *\"")
                .contains("copies to nfs.example.com:/exports, directory prod-1")
                .contains("/home/core/etcd-snapshots/prod-1")
                .contains("etcd-snapshot.example.com/role=mirror")
                .contains("oc create job -n etcd-backup --from=cronjob/etcd-snapshot etcd-snapshot-now")
                .contains("helm test etcd-snapshot")
                .contains("etcd-snapshot-standby", "etcd-snapshot-catchup")
                .contains(
                        "etcd-snapshot list /host/home/core/etcd-snapshots",
                        "etcd-snapshot verify --all",
                        "etcd-snapshot restore latest");
    }

    @Test
    void tellOfTheBucketAndOfItsSecret() {
        assertThat(Chart.notes(
                        "{clusterId: prod, s3: {bucket: abc, endpoint: 'https://s3.example.com', credentialsSecret: keys, objectLock: {days: 9}}}",
                        Chart.NEWEST))
                .contains("copies to s3://abc/prod at https://s3.example.com, where each new set is locked for 9 days")
                .contains("oc create secret generic keys -n etcd-backup --from-literal=AWS_ACCESS_KEY_ID=ID")
                .contains("verifies the newest set on the node and in the bucket")
                .contains("restore latest --from s3://abc/prod --s3-endpoint https://s3.example.com")
                .doesNotContain("ssh://");
    }

    /** Once label synchronisation is off, a warn=restricted that it set would stay for ever. */
    @Test
    void labelTheNamespaceSoThatNothingIsRefusedAndNoUpgradeWarns() {
        assertThat(notes)
                .contains(
                        "pod-security.kubernetes.io/enforce=privileged",
                        "pod-security.kubernetes.io/warn=privileged",
                        "pod-security.kubernetes.io/audit=privileged",
                        "security.openshift.io/scc.podSecurityLabelSync=false");
    }

    @Test
    void sayWhatToAskWhereAPodIsMissingOrDoesNotStart() {
        assertThat(notes)
                .contains(
                        "oc describe job -n etcd-backup etcd-snapshot-now",
                        "oc describe pod -n etcd-backup POD",
                        "oc describe pod -n etcd-backup etcd-snapshot-test-node etcd-snapshot-test");
        assertThat(Chart.notes("{mode: pv, pv: {name: old}}", Chart.NEWEST))
                .contains("Its claim Pending: oc get pv old", "oc patch pv old -p '{");
    }

    @Test
    void sayHowToFreeAFullVolumeAndHowToKeepCopiesFromBeforeTheClusterId() {
        assertThat(notes)
                .contains("-c sync --one-container -- etcd-snapshot purge /pv/prod-1 --dry-run --keep-last 3")
                .contains("mkdir -p prod-1 && mv -n 20??-??-??_?????? prod-1/");
        assertThat(Chart.notes("", Chart.NEWEST)).doesNotContain("CLUSTER ID");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            snapshot: {force: true}                             | snapshot.force:
            snapshot: {purgeDays: 0}                            | snapshot.purgeDays: 0
            snapshot: {directory: /tmp/etcd, allowedDirectories: [/tmp]} | snapshot.directory:
            snapshot: {minFreePercent: 5}                       | snapshot.minFreePercent:
            {mode: pv, pv: {existingClaim: c}, snapshot: {timeout: 15m}} | snapshot.standbyAfter:
            {mode: pv, pv: {existingClaim: c}, snapshot: {retryFor: 10m}} | snapshot.standbyAfter:
            snapshot: {timeout: 2h, retryFor: 1h}               | job.deadline:
            snapshot: {timeout: 1h30m, retryFor: 1h30m}         | job.deadline:
            job: {deadline: 15m}                                | job.deadline:
            debug: {active: true}                               | NO BACKUPS ARE TAKEN
            serviceAccount: {use: false}                        | serviceAccount.use:
            sync: {hostKeyPolicy: accept-new}                   | sync.hostKeyPolicy:
            timeZone: Europe/Berlin                             | timeZone:
            sync: {content: snapshot}                           | the kube resources stay on the snapshot node
            sync: {content: kubeResources}                      | the snapshots stay on the snapshot node
            s3: {endpoint: "https://s3.example.com"}            | s3: not used
            s3: {bucket: abc, endpoint: "http://s3.example.com"} | s3.endpoint: http;
            s3: {bucket: abc}                                   | s3: neither credentialsSecret nor roleArn
            s3: {bucket: abc, objectLock: {days: 9, mode: compliance}} | before its 9 days are over
            s3: {bucket: abc, content: snapshot}                | the kube resources stay on the snapshot node
            image: docker.io/staranto/etcd-snapshot:0.1.5       | image: this is the image of the system
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
