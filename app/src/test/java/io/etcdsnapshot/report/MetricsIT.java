package io.etcdsnapshot.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.backup.BackupSet;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.RealThings;
import io.etcdsnapshot.testing.Sets;
import io.etcdsnapshot.testing.StandInHost;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of real runs, read by Prometheus' own tools. */
class MetricsIT {
    @TempDir
    Path directory;

    @Test
    void nodeExporterServesWhatEveryCommandLeft() throws Exception {
        RealThings.require("prometheus-node-exporter", "promtool");
        Path metrics = Files.createDirectory(directory.resolve("textfile")).resolve("etcd_snapshot.prom");
        String pv = directory.resolve("p \"v\\").toString();
        BackupSet set;
        try (StandInHost host = StandInHost.openShift(directory)) {
            run(host, metrics, "snapshot");
            run(host, metrics, "purge", "--keep-last", "3");
            run(host, metrics, "sync", "--to", pv);
            run(host, metrics, "verify", "--all");
            run(host, metrics, "verify", "--all", pv);
            set = Sets.only(host.backups());
        }

        Program.of("bash", "-c", "promtool check metrics <'%s'".formatted(metrics))
                .output();
        assertThat(scrape(metrics.getParent()))
                .contains("node_textfile_scrape_error 0")
                .contains("etcd_snapshot_last_exit_code{command=\"snapshot\"} 0")
                .contains("etcd_snapshot_last_exit_code{command=\"sync\"} 0")
                .contains("etcd_snapshot_last_exit_code{command=\"purge\"} 0")
                .contains("etcd_snapshot_last_exit_code{command=\"verify\"} 0");
        assertThat(Files.readString(metrics))
                .contains("etcd_snapshot_set_size_bytes " + set.sizeBytes())
                .contains("etcd_snapshot_revision " + set.manifest().snapshot().revision())
                .contains("etcd_snapshot_destination_ok{destination=\"%s/p \\\"v\\\\\"} 1".formatted(directory))
                .contains("etcd_snapshot_damaged_sets{location=\"%s\"} 0".formatted(set.location()));
    }

    private static void run(StandInHost host, Path metrics, String command, String... options) throws Exception {
        Program.Result result = host.etcdSnapshot(command, options)
                .with("ETCD_SNAPSHOT_METRICS_FILE", metrics.toString())
                .run();
        assertThat(result.exitCode()).as(result.all()).isZero();
    }

    private static String scrape(Path textfiles) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Process exporter = Program.of(
                        "prometheus-node-exporter",
                        "--web.listen-address=127.0.0.1:" + port,
                        "--collector.disable-defaults",
                        "--collector.textfile",
                        "--collector.textfile.directory=" + textfiles)
                .start();
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(port)))
                    .build();
            HttpClient client = HttpClient.newHttpClient();
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); System.nanoTime() < end; ) {
                try {
                    return client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body();
                } catch (IOException e) {
                    Thread.sleep(50);
                }
            }
            throw new AssertionError("node exporter doesn't answer");
        } finally {
            exporter.destroy();
            exporter.waitFor();
        }
    }
}
