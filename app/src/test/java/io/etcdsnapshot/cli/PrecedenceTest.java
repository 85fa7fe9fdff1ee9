package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.host.CaptureOptions;
import io.etcdsnapshot.testing.InProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An option comes before its variable, that before the values file, that before the default. */
class PrecedenceTest {
    @TempDir
    Path directory;

    private Path values() throws IOException {
        return Files.writeString(
                directory.resolve("values.yaml"),
                """
                clusterId: prod
                proxy: {httpsProxy: "http://values:3128", noProxy: .svc}
                operatingMode: systemd
                systemd: {host: master-0}
                snapshot:
                  directory: /mnt/values
                  method: etcdctl
                  script: /opt/values.sh
                  etcdctl: /opt/values-etcdctl
                  force: true
                  timeout: 3m
                  retryFor: 4m
                  minClusterAge: 2d
                  minFreePercent: 30
                  tags: [values]
                  allowedDirectories: [/mnt]
                """);
    }

    private InProcess program() {
        return new InProcess().with("ETCD_SNAPSHOT_NODE", "master-0");
    }

    private InProcess withVariables() {
        return program()
                .with("ETCD_SNAPSHOT_DIRECTORY", "/mnt/variable")
                .with("ETCD_SNAPSHOT_METHOD", "script")
                .with("ETCD_SNAPSHOT_SCRIPT", "/opt/variable.sh")
                .with("ETCD_SNAPSHOT_TIMEOUT", "30s")
                .with("ETCD_SNAPSHOT_FORCE", "false")
                .with("ETCD_SNAPSHOT_TAG", "variable,other")
                .with("ETCD_SNAPSHOT_MIN_CLUSTER_AGE", "36h");
    }

    @Test
    void defaults() {
        SnapshotSettings settings = program().settings("snapshot");

        assertThat(settings.place().directory()).isEqualTo("/home/core/etcd-snapshots");
        assertThat(settings.place().allowedDirectories())
                .containsExactly("/home/core", "/var/home/core", "/mnt");
        assertThat(settings.capture().method()).isEqualTo(CaptureOptions.Method.auto);
        assertThat(settings.capture().script()).isEqualTo("/usr/local/bin/cluster-backup.sh");
        assertThat(settings.capture().force()).isFalse();
        assertThat(settings.capture().timeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.capture().retryFor()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.minClusterAge()).isEqualTo(Duration.ofHours(24));
        assertThat(settings.place().minFreePercent()).isEqualTo(15);
        assertThat(settings.tags()).isEmpty();
    }

    @Test
    void valuesComeBeforeDefaults() throws IOException {
        SnapshotSettings settings = program().settings("snapshot", "-f", values().toString());

        assertThat(settings.place().directory()).isEqualTo("/mnt/values");
        assertThat(settings.place().allowedDirectories()).containsExactly("/mnt");
        assertThat(settings.onlyOnHost()).isEqualTo("master-0");
        assertThat(settings.capture().method()).isEqualTo(CaptureOptions.Method.etcdctl);
        assertThat(settings.capture().script()).isEqualTo("/opt/values.sh");
        assertThat(settings.capture().etcdctl()).isEqualTo("/opt/values-etcdctl");
        assertThat(settings.capture().force()).isTrue();
        assertThat(settings.capture().timeout()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.capture().retryFor()).isEqualTo(Duration.ofMinutes(4));
        assertThat(settings.minClusterAge()).isEqualTo(Duration.ofDays(2));
        assertThat(settings.place().minFreePercent()).isEqualTo(30);
        assertThat(settings.tags()).containsExactly("values");
        assertThat(settings.clusterId()).isEqualTo("prod");
        assertThat(settings.proxy()).isEqualTo(Map.of("HTTPS_PROXY", "http://values:3128", "NO_PROXY", ".svc"));
    }

    @Test
    void variablesComeBeforeValues() throws IOException {
        SnapshotSettings settings = withVariables()
                .with("ETCD_SNAPSHOT_VALUES", values().toString())
                .settings("snapshot");

        assertThat(settings.place().directory()).isEqualTo("/mnt/variable");
        assertThat(settings.capture().method()).isEqualTo(CaptureOptions.Method.script);
        assertThat(settings.capture().script()).isEqualTo("/opt/variable.sh");
        assertThat(settings.capture().timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.capture().force()).isFalse();
        assertThat(settings.tags()).containsExactly("variable", "other");
        assertThat(settings.minClusterAge()).isEqualTo(Duration.ofHours(36));
        assertThat(settings.capture().etcdctl()).as("has no variable here").isEqualTo("/opt/values-etcdctl");
    }

    @Test
    void optionsComeBeforeVariables() throws IOException {
        SnapshotSettings settings = withVariables()
                .settings(
                        "snapshot",
                        "-f",
                        values().toString(),
                        "--directory",
                        "/mnt/option",
                        "--method",
                        "auto",
                        "--script",
                        "/opt/option.sh",
                        "--timeout",
                        "20s",
                        "--force",
                        "--tag",
                        "option",
                        "--min-cluster-age",
                        "0s");

        assertThat(settings.place().directory()).isEqualTo("/mnt/option");
        assertThat(settings.capture().method()).isEqualTo(CaptureOptions.Method.auto);
        assertThat(settings.capture().script()).isEqualTo("/opt/option.sh");
        assertThat(settings.capture().timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.capture().force()).isTrue();
        assertThat(settings.tags()).containsExactly("option");
        assertThat(settings.minClusterAge()).isZero();
    }

    @Test
    void theDirectoryOfTheValuesIsWhereListLooks() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root/mnt/values"));
        String hostRoot = directory.resolve("root").toString();

        for (String command : List.of("list", "verify")) {
            assertThat(new InProcess()
                            .run(command, "--host-root", hostRoot, "-f", values().toString())
                            .all())
                    .contains("sets in " + root);
        }
    }

    @Test
    void aBandwidthOfZeroIsNoLimit() throws IOException {
        Path unlimited = Files.writeString(directory.resolve("unlimited.yaml"), "sync: {bandwidthLimit: 0}");

        assertThat(program()
                        .run("verify", "-f", unlimited.toString(), directory.toString())
                        .all())
                .contains("there are no sets")
                .doesNotContain("bandwidthLimit");
    }
}
