package io.etcdsnapshot.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** operatingMode systemd: what reaches the masters. */
class MachineConfigIT {
    private static final String HOST = "{host: master-0}";
    private static final String VOLUME = "{mode: pv, pv: {server: nfs.example.com, path: /exports/etcd}}";
    private static final String BOTH =
            "{mode: both, clusterId: prod-1, pv: {server: nfs.example.com, path: /exports/etcd}}";
    private static final String BUCKET =
            "{clusterId: prod, s3: {bucket: abc, credentialsSecret: keys, ca: {configMap: trusted, key: ca-bundle.crt}}}";
    private static final String MOUNT = "var-mnt-etcd\\x2dsnapshot.mount";
    private static final String AUTOMOUNT = "var-mnt-etcd\\x2dsnapshot.automount";

    @TempDir
    Path directory;

    @BeforeAll
    static void require() {
        RealThings.require("ignition-validate", "systemd-escape");
    }

    @ParameterizedTest
    @MethodSource("variants")
    void ignitionTakesIt(String values) throws Exception {
        MachineConfig config = MachineConfig.of("{host: master-0, syncOnCalendar: hourly}", values);

        assertThat(config.object().at("apiVersion").text()).isEqualTo("machineconfiguration.openshift.io/v1");
        assertThat(config.object()
                        .at("metadata.labels")
                        .key("machineconfiguration.openshift.io/role")
                        .text())
                .isEqualTo("master");
        assertThat(config.object().at("spec.config.ignition.version").text()).isEqualTo("3.2.0");
        Path file = Files.writeString(directory.resolve("config.ign"), config.ignition());
        Program.Result validated =
                Program.of("ignition-validate", file.toString()).run();
        assertThat(validated.exitCode()).as(validated.all()).isZero();
        assertThat(validated.all()).isEmpty();
    }

    static List<String> variants() {
        return List.of(
                "{}",
                VOLUME,
                BOTH,
                "{mode: sync, sync: {hostKeyPolicy: accept-new, hosts: [mirror.example.com]}}",
                BUCKET,
                "{mode: both, pv: {server: nfs.example.com, path: /x}, s3: {bucket: abc, credentialsSecret: keys, ca: {secret: ca}}}",
                "{verify: {enabled: false}, monitoring: {textfileDirectory: /var/lib/node_exporter/textfile}}");
    }

    @Test
    void theFileOfValuesIsWhatTheProgramReadsAndClosedToOthers() {
        MachineConfig config = MachineConfig.of(HOST, BOTH);

        Node values = Chart.parse(config.files().get(MachineConfig.VALUES)).get(0);
        assertThat(values.at("mode").text()).isEqualTo("both");
        assertThat(values.at("operatingMode").text()).isEqualTo("systemd");
        assertThat(values.at("systemd.host").text()).isEqualTo("master-0");
        assertThat(values.at("snapshot.purgeDays").value()).isEqualTo(5);
        assertThat(values.at("pv.path").text()).isEqualTo("/exports/etcd");
        assertThat(config.object().at("spec.config.storage.files.0.mode").value())
                .isEqualTo(0600);
    }

    @Test
    void aChangedValueChangesTheFile() {
        assertThat(MachineConfig.of(HOST, "{snapshot: {purgeDays: 6}}").files())
                .isNotEqualTo(
                        MachineConfig.of(HOST, "{snapshot: {purgeDays: 7}}").files());
    }

    @Test
    void mirrorsAloneNeedNoVolume() {
        assertThat(MachineConfig.of(HOST, "{mode: sync}").units().keySet())
                .containsExactly(
                        "etcd-snapshot-sync.service",
                        "etcd-snapshot-verify.service",
                        "etcd-snapshot-verify.timer",
                        "etcd-snapshot.service",
                        "etcd-snapshot.timer");
    }

    @Test
    void theVolumeIsMountedByItsNameWhenItIsUsed() throws Exception {
        MachineConfig config = MachineConfig.of(HOST, VOLUME);

        assertThat(config.units()).containsKeys(MOUNT, AUTOMOUNT, "etcd-snapshot-verify-volume.service");
        assertThat(config.settings(MOUNT, "What")).containsExactly("nfs.example.com:/exports/etcd");
        assertThat(config.settings(MOUNT, "Options")).containsExactly("soft,timeo=300,retrans=3");
        String where = config.settings(AUTOMOUNT, "Where").get(0);
        assertThat(Program.of("systemd-escape", "--path", "--suffix=mount", where)
                        .output()
                        .strip())
                .isEqualTo(MOUNT);
        assertThat(config.settings("etcd-snapshot-sync.service", "Requires")).containsExactly(AUTOMOUNT);
    }

    @Test
    void anIpv6ServerStandsInBrackets() {
        MachineConfig config = MachineConfig.of(HOST, "{mode: pv, pv: {server: '2001:db8::1', path: /exports}}");

        assertThat(config.settings(MOUNT, "What")).containsExactly("[2001:db8::1]:/exports");
    }

    @Test
    void onlyTimersAndTheAutomountAreEnabled() {
        MachineConfig config = MachineConfig.of("{host: master-0, syncOnCalendar: hourly}", BOTH);

        List<String> enabled = config.object().at("spec.config.systemd.units").items().stream()
                .filter(unit -> Boolean.TRUE.equals(unit.at("enabled").value()))
                .map(unit -> unit.at("name").text())
                .toList();
        assertThat(enabled)
                .containsExactlyInAnyOrder(
                        "etcd-snapshot.timer", "etcd-snapshot-sync.timer", "etcd-snapshot-verify.timer", AUTOMOUNT);
    }

    @Test
    void everyServiceIsForTheSnapshotHostAloneAndNotForOneWhoseNameBeginsLikeIt() {
        MachineConfig config = MachineConfig.of("{host: master-1}", BOTH);

        assertThat(config.units().keySet().stream().filter(name -> name.matches(".*\\.(service|automount)")))
                .hasSize(5)
                .allSatisfy(name -> assertThat(config.settings(name, "ConditionHost"))
                        .as(name)
                        .containsExactly("|master-1", "|master-1.*"));
    }

    @Test
    void noKeyIsInIt() {
        for (String values : variants()) {
            Release release =
                    Chart.render("{operatingMode: systemd, systemd: {host: master-0}, " + values.substring(1));

            assertThat(release.all("Secret")).isEmpty();
            assertThat(release.text()).doesNotContain("PRIVATE KEY", "ssh-ed25519", "ssh-rsa");
            MachineConfig.of(release).files().values().forEach(file -> assertThat(file)
                    .doesNotContain("PRIVATE KEY", "ssh-ed25519", "ssh-rsa"));
        }
    }

    @Test
    void theKeyIsReadFromTheSecretIntoMemoryOrLiesOnTheHost() {
        MachineConfig fromSecret = MachineConfig.of(HOST, "{mode: sync, sync: {sshSecret: mirrors-key}}");
        MachineConfig onHost = MachineConfig.of("{host: master-0, sshDirectory: /etc/mirrors}", "{mode: sync}");
        String sync = "etcd-snapshot-sync.service";

        assertThat(fromSecret.settings(sync, "RuntimeDirectoryMode")).containsExactly("0700");
        assertThat(fromSecret.settings(sync, "ExecStartPre").get(0))
                .contains("secret/mirrors-key --namespace=etcd-backup --to=%t/etcd-snapshot-sync")
                .contains("localhost.kubeconfig");
        assertThat(fromSecret.settings(sync, "ExecStart").get(0)).contains("--volume=%t/etcd-snapshot-sync:/ssh:ro");
        assertThat(onHost.settings(sync, "ExecStartPre")).isEmpty();
        assertThat(onHost.settings(sync, "ExecStart").get(0)).contains("--volume=/etc/mirrors:/ssh:ro");
    }

    @Test
    void theKeyThatSignsIsReadFromTheSecretIntoMemoryOrLiesOnTheHost() {
        MachineConfig fromSecret = MachineConfig.of(HOST, "{mode: sync, signing: {secret: signer}}");
        MachineConfig onHost = MachineConfig.of(
                "{host: master-0, sshDirectory: /etc/mirrors, signingKey: /etc/keys/signing}", "{mode: sync}");
        for (String unit : List.of("etcd-snapshot.service", "etcd-snapshot-sync.service")) {
            assertThat(fromSecret.settings(unit, "RuntimeDirectoryMode")).containsExactly("0700");
            assertThat(fromSecret.settings(unit, "RuntimeDirectory").get(0)).contains("-signing");
            assertThat(fromSecret.settings(unit, "ExecStartPre"))
                    .anyMatch(line -> line.contains("secret/signer --namespace=etcd-backup --to=%t/etcd-snapshot-"));
            assertThat(fromSecret.settings(unit, "ExecStart").get(0))
                    .contains("-signing:/signing:ro --env=ETCD_SNAPSHOT_SIGNING_KEY=/signing/private ");
            assertThat(onHost.settings(unit, "ExecStartPre")).isEmpty();
            assertThat(onHost.settings(unit, "ExecStart").get(0))
                    .contains("--volume=/etc/keys/signing:/signing/private:ro"
                            + " --env=ETCD_SNAPSHOT_SIGNING_KEY=/signing/private ");
        }
    }

    @Test
    void theKeysOfTheBucketAreReadFromTheSecretIntoMemoryOrLieOnTheHost() {
        MachineConfig fromSecret = MachineConfig.of(HOST, BUCKET);
        MachineConfig onHost = MachineConfig.of(
                "{host: master-0, s3Directory: /etc/keys, s3CaFile: /etc/ca.pem}", "{s3: {bucket: abc}}");
        for (String unit : List.of("etcd-snapshot-sync.service", "etcd-snapshot-verify-bucket.service")) {
            assertThat(fromSecret.settings(unit, "RuntimeDirectoryMode")).containsExactly("0700");
            assertThat(fromSecret.settings(unit, "ExecStartPre"))
                    .hasSize(2)
                    .anyMatch(line -> line.contains("secret/keys --namespace=etcd-backup --to=%t/"))
                    .anyMatch(line -> line.contains("configmap/trusted --keys=ca-bundle.crt --namespace=etcd-backup"));
            assertThat(fromSecret.settings(unit, "ExecStart").get(0))
                    .contains("ETCD_SNAPSHOT_S3_CREDENTIALS=/s3 ", "ETCD_SNAPSHOT_S3_CA_FILE=/s3-ca/ca-bundle.crt ");
            assertThat(onHost.settings(unit, "ExecStartPre")).isEmpty();
            assertThat(onHost.settings(unit, "ExecStart").get(0))
                    .contains("--volume=/etc/keys:/s3:ro", "--volume=/etc/ca.pem:/s3-ca.crt:ro");
        }
        assertThat(fromSecret
                        .settings("etcd-snapshot-verify-bucket.service", "ExecStart")
                        .get(0))
                .endsWith(" verify s3://abc/prod");
    }

    @Test
    void theMembersAreReadFromTheHostUnlessMirrorsAreNamed() {
        assertThat(sync("{mode: sync}")).contains("/etcd-scripts:ro");
        assertThat(sync("{mode: sync, sync: {hosts: [mirror.example.com]}}")).doesNotContain("etcd-scripts");
        assertThat(sync(VOLUME)).doesNotContain("etcd-scripts", "/ssh");
    }

    private static String sync(String values) {
        return MachineConfig.of(HOST, values)
                .settings("etcd-snapshot-sync.service", "ExecStart")
                .get(0);
    }

    @Test
    void onlyTheSnapshotIsPrivileged() {
        MachineConfig config = MachineConfig.of(HOST, BOTH);

        List<String> snapshot = config.settings("etcd-snapshot.service", "ExecStart");
        assertThat(snapshot.get(0)).contains("--privileged", "--volume=/:/host:rslave");
        assertThat(snapshot.get(1)).doesNotContain("--privileged", "/host").contains("--cap-drop=all");
        assertThat(sync(BOTH)).doesNotContain("--privileged", "--volume=/:").contains("--cap-drop=all");
    }

    /** It knows the options if all it misses is the image. */
    @Test
    void podmanTakesEveryCommandLine() throws Exception {
        RealThings.require("podman");
        MachineConfig config = MachineConfig.of(
                HOST, "{s3: {bucket: abc, credentialsSecret: keys, ca: {secret: ca}}, " + BOTH.substring(1));
        List<String> commands = config.units().keySet().stream()
                .flatMap(unit -> config.settings(unit, "ExecStart").stream())
                .map(line -> line.replace("--pull=missing", "--pull=never")
                        .replaceAll("--authfile=\\S+", "--authfile=/dev/null")
                        .replace(
                                "run --name",
                                "--storage-driver=vfs --root=%1$s/root --runroot=%1$s/run run --name"
                                        .formatted(directory)))
                .toList();

        assertThat(commands).hasSize(6);
        for (String command : commands) {
            Program.Result result = Program.of(command.split(" ")).run();
            assertThat(result.err()).as(command).contains("image not known");
        }
    }

    @ParameterizedTest
    @CsvSource({"1Gi, 1073741824", "384Mi, 402653184", "1.5Gi, 1610612736", "500M, 500000000", "1000000, 1000000"})
    void aLimitOfMemoryIsThatOfKubernetes(String quantity, long bytes) {
        String values = "{resources: {snapshot: {limits: {memory: %s}}}}".formatted(quantity);

        assertThat(MachineConfig.of(HOST, values)
                        .settings("etcd-snapshot.service", "ExecStart")
                        .get(0))
                .contains("--memory=" + bytes + " ");
    }

    @Test
    void signsThatMeanSomethingToSystemdAreTakenAsTheyAre() {
        MachineConfig config = MachineConfig.of(HOST, "{snapshot: {directory: /mnt/100%$HOME'}}");

        assertThat(config.settings("etcd-snapshot.service", "ExecStart").get(1))
                .contains("--volume=/mnt/100%%$$HOME\\':/source");
    }

    @Test
    void aFailureCanStartUnitsOfTheAdministrator() {
        MachineConfig config = MachineConfig.of("{host: master-0, onFailure: [tell@%n.service]}", "{mode: sync}");

        assertThat(config.settings("etcd-snapshot.service", "OnFailure")).containsExactly("tell@%n.service");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {}                                | {}                              | systemd.host: needed
            {host: m, onCalendar: 'a; b'}     | {}                              | at '/systemd/onCalendar'
            {host: m, sshDirectory: keys}     | {}                              | at '/systemd/sshDirectory'
            {host: m, onFailure: [tell]}      | {}                              | at '/systemd/onFailure/0'
            {host: m, randomizedDelay: long}  | {}                              | at '/systemd/randomizedDelay'
            {host: m}                         | {mode: pv, pv: {existingClaim: c}} | pv.server, pv.path: needed
            {host: m}                         | {mode: pv, pv: {server: s}}     | pv.path: needed
            {host: m}                         | {mode: sync, sync: {sshSecret: ""}} | sync.sshSecret: needed
            {host: m}                         | {s3: {bucket: abc}}             | s3.credentialsSecret: needed
            {host: m}                         | {s3: {bucket: abc, roleArn: 'arn:aws:iam::1:role/x'}} | s3.roleArn: for pods only
            {host: m, s3Directory: keys}      | {}                              | at '/systemd/s3Directory'
            {host: m}                         | {verify: {schedule: 0 0 1 * 1}} | systemd.verifyOnCalendar
            """)
    void refusesAndNamesTheKey(String systemd, String values, String message) {
        assertThatThrownBy(() -> MachineConfig.of(systemd, values)).hasMessageContaining(message);
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> MachineConfig.of("{}", "{snapshot: {directory: /srv/sets}}"))
                .hasMessageContaining("systemd.host: needed")
                .hasMessageContaining("snapshot.directory: /srv/sets is not below");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{mode: sync}", BOTH})
    void theNotesTellOfRebootsAndHowToHoldThemBack(String values) {
        String notes =
                Chart.notes("{operatingMode: systemd, systemd: {host: master-0}, " + values.substring(1), Chart.NEWEST);

        assertThat(notes)
                .contains("REBOOTS THE CONTROL-PLANE NODES, one after another")
                .contains("oc patch machineconfigpool/master")
                .contains("node disruption polic")
                .contains("*-*-* 01:30:00")
                .contains("oc create secret generic ssh-key-pair -n etcd-backup")
                .contains("systemctl start etcd-snapshot")
                .contains("journalctl -u 'etcd-snapshot*'");
    }
}
