package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdsnapshot.backup.Content;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.host.HostRoot;
import io.etcdsnapshot.location.Location;
import io.etcdsnapshot.sync.DestinationRequest;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.values.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where sync brings sets, by what the command line and the values say. */
class DestinationOptionsTest {
    @TempDir
    Path directory;

    private final DestinationOptions options = new DestinationOptions();

    @BeforeEach
    void theVolumeIsThere() {
        options.volume.directory = directory;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            mode: pv                                          | VOLUME
            {mode: "", pv: {server: nfs}}                     | VOLUME
            pv: {existingClaim: c}                            | VOLUME
            pv: {name: v}                                     | VOLUME
            pv: {storageClassName: s}                         | VOLUME
            {mode: pv, clusterId: prod}                       | VOLUME/prod
            {mode: pv, clusterId: ""}                         | VOLUME
            {mode: pv, clusterId: 2026-11-20}                 | VOLUME/2026-11-20
            {}                                                | mirrors
            {mode: "", pv: {server: "", name: ""}}            | mirrors
            {mode: sync, sync: {hosts: []}}                   | mirrors
            {mode: both}                                      | VOLUME mirrors
            s3: {bucket: abc}                                 | s3://abc
            {s3: {bucket: abc, prefix: x/y}, clusterId: prod} | s3://abc/x/y/prod
            {s3: {bucket: abc, prefix: prod}, clusterId: prod} | s3://abc/prod
            {mode: s3, s3: {bucket: abc}, pv: {server: nfs}}  | s3://abc
            {s3: {bucket: abc}, pv: {server: nfs}}            | VOLUME s3://abc
            {s3: {bucket: abc}, sync: {hosts: [a]}}           | ssh://core@a/home/core/etcd-snapshots s3://abc
            {mode: both, s3: {bucket: abc}}                   | VOLUME mirrors s3://abc
            {mode: both, sync: {hosts: [a]}, clusterId: prod} | VOLUME/prod ssh://core@a/home/core/etcd-snapshots/prod
            """)
    void followsTheMode(String yaml, String labels) throws IOException {
        assertThat(wanted(yaml))
                .extracting(DestinationRequest::label)
                .containsExactly(labels.replace("VOLUME", directory.toString()).split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {hosts: [a]}                                | ssh://core@a/home/core/etcd-snapshots
            {hosts: ["ops@a:2222"], user: other}           | ssh://ops@a:2222/home/core/etcd-snapshots
            {hosts: [a], user: ops}                     | ssh://ops@a/home/core/etcd-snapshots
            {hosts: [a], directory: ""}                 | ssh://core@a/home/core/etcd-snapshots
            {hosts: [a], directory: /srv/sets}          | ssh://core@a/srv/sets
            {hosts: [a], directory: /srv/sets/}         | ssh://core@a/srv/sets/
            {hosts: ["fd00::1"]}                        | ssh://core@[fd00::1]/home/core/etcd-snapshots
            {hosts: ["ops@[fd00::1]:22"]}               | ssh://ops@[fd00::1]:22/home/core/etcd-snapshots
            """)
    void namedHostsBecomeLocations(String sync, String location) throws Exception {
        assertThat(locations("{mode: sync, sync: %s}".formatted(sync))).containsExactly(location);
    }

    @Test
    void mirrorsHaveTheDirectoryOfTheNode() throws Exception {
        assertThat(locations("{mode: sync, snapshot: {directory: /mnt/sets}, sync: {hosts: [a]}, clusterId: prod}"))
                .containsExactly("ssh://core@a/mnt/sets/prod");
    }

    @Test
    void inSystemdTheOtherMembersOfEtcdAreTheMirrors() throws Exception {
        Path scripts = Files.createDirectories(
                directory.resolve("etc/kubernetes/static-pod-resources/etcd-certs/configmaps/etcd-scripts"));
        Files.writeString(
                scripts.resolve("etcd.env"),
                """
                export NODE_master_0_IP="10.0.0.10"
                export NODE_master_1_IP="10.0.0.11"
                export NODE_master_2_IP="fd00::12"
                """);

        assertThat(locations("{mode: sync, operatingMode: systemd, clusterId: prod}"))
                .containsExactly(
                        "ssh://core@10.0.0.11/home/core/etcd-snapshots/prod",
                        "ssh://core@[fd00::12]/home/core/etcd-snapshots/prod");
    }

    @Test
    void aVolumeThatIsNotMountedIsNotMade() throws IOException {
        options.volume.directory = directory.resolve("none");

        assertThatThrownBy(() ->
                        wanted("{mode: pv, clusterId: prod}").get(0).finder().locations())
                .isInstanceOf(Failure.class)
                .hasMessage("there is no directory " + options.volume.directory);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            /mnt                  | /mnt/prod
            /mnt/                 | /mnt/prod
            /                     | /prod
            /mnt/prod             | /mnt/prod
            /mnt/prod/            | /mnt/prod/
            /mnt/prod/x/..        | /mnt/prod/x/..
            /mnt/xprod            | /mnt/xprod/prod
            .                     | ./prod
            ssh://a/srv           | ssh://a/srv/prod
            ssh://a/srv/prod      | ssh://a/srv/prod
            s3://bucket           | s3://bucket/prod
            s3://bucket/a/prod    | s3://bucket/a/prod
            ssh://a/srv/prod/     | ssh://a/srv/prod/
            """)
    void theCommandLineComesBeforeTheValuesAndTheClustersNameIsAppended(String to, String location) throws IOException {
        options.to = List.of(Location.parse(to));

        assertThat(wanted("{mode: both, clusterId: prod}"))
                .extracting(DestinationRequest::label)
                .containsExactly(location);
    }

    @Test
    void kubeResourcesApartHaveTheirOwnDestinationsInTheClustersDirectory() throws IOException {
        options.to = List.of(Location.parse("/mnt"));
        options.kubeResourcesTo = List.of(Location.parse("ssh://vault/srv"));

        assertThat(wanted("clusterId: prod"))
                .extracting(DestinationRequest::label)
                .containsExactly("/mnt/prod", "ssh://vault/srv/prod");
        Values values = Values.read(directory.resolve("values.yaml"));
        assertThat(options.contentOf(values, Location.parse("/mnt/prod"))).isEqualTo(Content.SNAPSHOT);
        assertThat(options.contentOf(values, Location.parse("ssh://vault/srv/prod")))
                .isEqualTo(Content.KUBE_RESOURCES);
    }

    @ParameterizedTest
    @CsvSource({"../x", "a/b", "..", ".", ".hidden", "a..b", "'a b'", "2026-11-20_013000", "-x/", "ä"})
    void aNameThatIsNoDirectoryOfItsOwnIsRefused(String id) throws IOException {
        Path values = Files.writeString(directory.resolve("bad.yaml"), "clusterId: \"%s\"".formatted(id));

        for (String command : List.of("sync", "snapshot", "check")) {
            Program.Result result = new InProcess().run(command, "-f", values.toString());
            assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
            assertThat(result.err()).contains("clusterId: '" + id + "'");
        }
    }

    @Test
    void neitherIsWrongUsage() {
        Program.Result result = new InProcess().run("sync");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("no destination is given")
                .contains("--to LOCATION")
                .contains("-f my-values");
    }

    private List<DestinationRequest> wanted(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("values.yaml"), yaml);
        InProcess services = new InProcess().with("ETCD_SNAPSHOT_NODE", "master-0");
        return options.wanted(Values.read(file), new HostRoot(directory), services, location -> {});
    }

    private List<String> locations(String yaml) throws Exception {
        return wanted(yaml).get(0).finder().locations().stream()
                .map(Location::toString)
                .toList();
    }
}
