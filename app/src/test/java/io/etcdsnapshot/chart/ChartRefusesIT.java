package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            sources: {from: [{name: a, claims: c}]}                | at '/sources/from/0': additional properties 'claims'
            sources: {from: [{name: a}]}                           | sources.from: a needs one of claim, directory and nfs
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
            clusterId: 2026-11-20_013000                           | clusterId: 2026-11-20_013000 has the form of a backup set's id
            snapshot: {purgeDays: 1e30}                            | at '/snapshot/purgeDays'
            snapshot: {purgeDays: "99999999999"}                   | at '/snapshot/purgeDays'
            retention: {keepLast: 2147483648}                      | at '/retention/keepLast'
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
            pv: {retention: {keepDaily: "7"}}                      | at '/pv/retention/keepDaily': got string, want null or integer
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
            {mode: pv, pv: {existingClaim: c, recipients: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p]}, rehearse: {enabled: true, etcdImage: e, from: pv}} | rehearse.from: what lies on the volume is encrypted
            snapshot: {encrypt: true}                              | snapshot.encrypt: there are no encryption.recipients
            {snapshot: {encrypt: true}, encryption: {recipients: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p]}, sync: {recipients: [age19h54mel2t7duppf20yf3ym85syavzz9lck3p8fjm6p4xmuzfdftstrtpnd]}} | sync.recipients: with snapshot.encrypt the node's sets are for encryption.recipients
            {snapshot: {encrypt: true}, encryption: {recipients: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p]}, rehearse: {enabled: true, etcdImage: e}} | rehearse.enabled: with snapshot.encrypt all sets are encrypted
            encryption: {recipients: age1}                         | at '/encryption/recipients'
            encryption: {recipients: [ssh-ed25519]}                | at '/encryption/recipients/0'
            pv: {recipients: [age1pq1abc]}                         | at '/pv/recipients/0'
            pv: {recipients: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p, POST_QUANTUM]} | pv.recipients: post-quantum recipients (age1pq1...) can't be mixed with others
            sync: {compress: "yes"}                                | at '/sync/compress'
            signing: {secret: "A b"}                               | at '/signing/secret'
            {mode: sync, rehearse: {enabled: true, etcdImage: e, from: s3}} | rehearse.from: s3 needs s3.bucket
            mode: s3                                               | s3.bucket: needed by mode s3
            s3:                                                    | missing property 's3'
            s3: {bucket: s3://abc}                                 | at '/s3/bucket'
            s3: {bucket: abc, prefix: /x}                          | at '/s3/prefix'
            s3: {bucket: abc, endpoint: s3.example.com}            | at '/s3/endpoint'
            s3: {bucket: abc, endpoint: "https://a:b@s3"}          | at '/s3/endpoint'
            s3: {bucket: abc, pathStyle: "yes"}                    | at '/s3/pathStyle'
            s3: {bucket: abc, objectLock: {days: -1}}              | at '/s3/objectLock/days'
            s3: {bucket: abc, objectLock: {mode: COMPLIANCE}}      | at '/s3/objectLock/mode'
            s3: {bucket: abc, roleArn: admin}                      | at '/s3/roleArn'
            s3: {bucket: abc, credentialsSecret: k, roleArn: "arn:aws:iam::1:role/x"} | s3.credentialsSecret, s3.roleArn: give one
            s3: {bucket: abc, ca: {configMap: a, secret: b}}       | s3.ca.configMap, s3.ca.secret: give one
            rehearse: {from: mirror}                               | at '/rehearse/from'
            job: {failedJobsHistoryLimit: 0}                       | at '/job/failedJobsHistoryLimit'
            snapshot: {standbyAfter: ""}                           | at '/snapshot/standbyAfter'
            schedule: "60 1 * * *"                                 | schedule: '60' is not a valid minute (0-59)
            schedule: "61 1 * * *"                                 | schedule: '61' is not a valid minute (0-59)
            schedule: "0 24 * * *"                                 | schedule: '24' is not a valid hour (0-23)
            schedule: "0 1 0 * *"                                  | schedule: '0' is not a valid day of month (1-31)
            schedule: "0 1 * 13 *"                                 | schedule: '13' is not a valid month (1-12)
            schedule: "0 1 * * 7"                                  | schedule: '7' is not a valid day of week (0-6, Sunday is 0)
            schedule: "0 1 * * fry"                                | schedule: 'fry' is not a valid day of week
            schedule: "0 5-3 * * *"                                | schedule: '5-3' is not a valid hour
            schedule: "0 1 30,31 FEB *"                            | schedule: '0 1 30,31 FEB *' never comes
            schedule: "0 1 31 4,6 ?"                               | schedule: '0 1 31 4,6 ?' never comes
            schedule: "H 1 * * *"                                  | at '/schedule'
            verify: {schedule: "0 1 * * 7"}                        | verify.schedule: '7' is not a valid day of week
            catchUp: {schedule: "0 1 32 * *"}                      | catchUp.schedule: '32' is not a valid day of month
            {rehearse: {enabled: true, etcdImage: e, schedule: "0 25 * * *"}} | rehearse.schedule: '25' is not a valid hour
            image: https://registry.example.com/x:1                | at '/image'
            image: registry.example.com/x:1 2                      | at '/image'
            image: registry.example.com/x@sha256:1                 | at '/image'
            image: {repository: "https://registry.example.com/x"}  | at '/image/repository'
            image: {repository: "registry.example.com/x:1"}        | at '/image/repository'
            image: {repository: ""}                                | at '/image/repository'
            image: {repository: null}                              | image.repository: missing
            image: {tag: "a b"}                                    | at '/image/tag'
            rehearse: {etcdImage: "https://registry.example.com/e"} | at '/rehearse/etcdImage'
            proxy: {httpProxy: "http://user:secret@proxy.example.com:3128"} | proxy.httpProxy: a user or password would end up in a ConfigMap
            proxy: {httpsProxy: "user:secret@proxy.example.com:3128"} | proxy.httpsProxy: a user or password would end up in a ConfigMap
            proxy: {httpsProxy: "//user:secret@proxy.example.com:3128"} | proxy.httpsProxy: a user or password would end up in a ConfigMap
            proxy: {noProxy: "http://user:secret@proxy.example.com"} | proxy.noProxy: a user or password would end up in a ConfigMap
            {operatingMode: systemd, systemd: {host: m}, proxy: {secret: p}} | proxy.secret: for pods only
            tolerations: [{key: a, efect: NoExecute}]              | at '/tolerations/0': additional properties 'efect'
            tolerations: [{effect: Never}]                         | at '/tolerations/0/effect'
            extraEnv: [{value: x}]                                 | at '/extraEnv/0'
            fullnameOverride: Etcd                                 | at '/fullnameOverride'
            podLabels: {a: 1}                                      | at '/podLabels/a'
            imagePullSecrets: [{nam: x}]                           | at '/imagePullSecrets/0'
            monitoring: {prometheusRule: {runbookUrl: wiki}}       | at '/monitoring/prometheusRule/runbookUrl'
            """)
    void refusesAndNamesTheKey(String keys, String message) {
        String values = keys.replace("POST_QUANTUM", "age1pq1" + "q".repeat(1952));
        CompletableFuture<String> helm3 = CompletableFuture.supplyAsync(() -> refusal(HelmCommand.HELM_3, values));
        String helm4 = refusal(HelmCommand.HELM_4, values);

        assertThat(helm4).contains(message);
        assertThat(helm3.join()).contains(inHelm3sWords(message));
        assertThatThrownBy(() -> Chart.notes(values, Chart.NEWEST))
                .as("the engine in this virtual machine")
                .hasMessageContaining(message);
    }

    private static String refusal(HelmCommand helm, String values) {
        return Chart.withFile(values, file -> {
            AssertionError error =
                    catchThrowableOfType(AssertionError.class, () -> Chart.text(helm, file, Chart.NEWEST));
            return error == null ? "not refused" : String.valueOf(error.getMessage());
        });
    }

    /** Before 3.18, Helm writes a path with dots, and words of its own behind it. */
    private static String inHelm3sWords(String message) {
        Matcher schema = Pattern.compile("at '/?([^']*)'(: additional properties '(.*)')?.*")
                .matcher(message);
        Matcher root =
                Pattern.compile("'(.*)' not allowed|missing property '(.*)'").matcher(message);
        if (schema.matches()) {
            String key = schema.group(3);
            return key == null ? schema.group(1).replace('/', '.') : "Additional property " + key + " is not allowed";
        }
        if (root.matches()) {
            return root.group(1) == null ? root.group(2) + " is required" : "Additional property " + root.group(1);
        }
        return message;
    }
}
