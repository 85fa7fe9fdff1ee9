package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartRefusesIT {

    /** Values, and what the message has to hold: Helm writes a path with slashes, the chart's own rules with dots. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            retenion: {keepLast: 3}                                | 'retenion' not allowed
            pv: {sever: nfs.example.com}                           | at '/pv': additional properties 'sever'
            sync: {sshsecret: key}                                 | at '/sync': additional properties 'sshsecret'
            image: {tagg: "1"}                                     | at '/image': additional properties 'tagg'
            retention: {keepForever: true}                         | at '/retention': additional properties 'keepForever'
            resources: {snapshot: {limit: {}}}                     | at '/resources/snapshot': additional properties 'limit'
            schedule: 5                                            | at '/schedule': got number, want string
            schedule: every night                                  | at '/schedule'
            schedule: "TZ=UTC 1 * * * *"                           | at '/schedule'
            mode: nfs                                              | at '/mode'
            operatingMode: vm                                      | at '/operatingMode'
            labelDomain: Example_Com                               | at '/labelDomain'
            clusterId: a/b                                         | at '/clusterId'
            clusterId: .hidden                                     | at '/clusterId'
            clusterId: ..                                          | at '/clusterId'
            clusterId: a..b                                        | at '/clusterId'
            image: ""                                              | at '/image'
            image: {pullPolicy: Sometimes}                         | at '/image/pullPolicy'
            image: {digest: sha256:short}                          | at '/image/digest'
            serviceAccount: {use: "yes"}                           | at '/serviceAccount/use': got string, want boolean
            debug: {timeout: soon}                                 | at '/debug/timeout'
            snapshot: {purgeDays: -1}                              | at '/snapshot/purgeDays'
            snapshot: {purgeDays: five}                            | at '/snapshot/purgeDays'
            snapshot: {timeout: 10}                                | at '/snapshot/timeout': got number, want string
            snapshot: {timeout: 5m2h}                              | at '/snapshot/timeout'
            snapshot: {timeout: ten minutes}                       | at '/snapshot/timeout'
            snapshot: {directory: home/core}                       | at '/snapshot/directory'
            snapshot: {directory: /home/core/../../etc}            | at '/snapshot/directory'
            snapshot: {method: magic}                              | at '/snapshot/method'
            snapshot: {minFreePercent: 100}                        | at '/snapshot/minFreePercent'
            snapshot: {directory: /etc/kubernetes}                 | snapshot.directory: /etc/kubernetes is not below
            snapshot: {directory: /home/corex}                     | snapshot.directory: /home/corex is not below
            retention: {keepLast: -1}                              | at '/retention/keepLast'
            retention: {keepWithin: 5 days}                        | at '/retention/keepWithin'
            pv: {retention: {keepDaily: "7"}}                      | at '/pv/retention/keepDaily': got string, want integer
            pv: {driver: zfs}                                      | at '/pv/driver'
            pv: {capacity: huge}                                   | at '/pv/capacity'
            pv: {path: exports}                                    | at '/pv/path'
            pv: {mountOptions: soft}                               | at '/pv/mountOptions': got string, want array
            pv: {content: keys}                                    | at '/pv/content'
            sync: {hosts: master-1}                                | at '/sync/hosts': got string, want array
            sync: {hosts: ["master 1"]}                            | at '/sync/hosts/0'
            sync: {hostKeyPolicy: "no"}                            | at '/sync/hostKeyPolicy'
            sync: {bandwidthLimit: fast}                           | at '/sync/bandwidthLimit'
            job: {deadline: 1h30m}                                 | at '/job/deadline'
            monitoring: {prometheusRule: {staleAfter: 26}}         | at '/monitoring/prometheusRule/staleAfter'
            mode: pv                                               | pv.server: needed
            {mode: pv, pv: {driver: intree, path: /exports}}       | pv.server: needed
            {mode: both, pv: {path: /exports}}                     | pv.server: needed
            {mode: pv, pv: {server: nfs.example.com}}              | pv.path: needed
            {mode: sync, sync: {sshSecret: ""}}                    | sync.sshSecret: needed
            {mode: both, pv: {existingClaim: c}, sync: {sshSecret: ""}} | sync.sshSecret: needed
            pv:                                                    | missing property 'pv'
            retention:                                             | missing property 'retention'
            rehearse: {enabled: true}                              | rehearse.etcdImage: needed
            {mode: sync, rehearse: {enabled: true, etcdImage: e, from: pv}} | rehearse.from: pv needs mode pv or both
            rehearse: {from: mirror}                               | at '/rehearse/from'
            job: {failedJobsHistoryLimit: 0}                       | at '/job/failedJobsHistoryLimit'
            snapshot: {standbyAfter: ""}                           | at '/snapshot/standbyAfter'
            """)
    void refusesAndNamesTheKey(String values, String message) {
        assertThatThrownBy(() -> Chart.render(values, Chart.NEWEST)).hasMessageContaining(message);
    }
}
