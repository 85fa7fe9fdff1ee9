package io.etcdsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdsnapshot.ping.PingClient;
import io.etcdsnapshot.ping.PingReceiver;
import io.etcdsnapshot.testing.InProcess;
import io.etcdsnapshot.testing.Program;
import io.etcdsnapshot.testing.Sets;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dead man's switch is told; it is noon of 2026-11-20 in UTC. */
class PingTest {
    private static final String ID = "2026-11-20_113000";

    @TempDir
    Path directory;

    private PingReceiver check;
    private Path source;
    private Path destination;

    @BeforeEach
    void start() throws IOException {
        check = new PingReceiver();
        source = Files.createDirectory(directory.resolve("source"));
        destination = Files.createDirectory(directory.resolve("destination"));
        Sets.makeComplete(source, ID);
        Sets.makeComplete(destination, ID);
    }

    @AfterEach
    void stop() {
        check.close();
    }

    private Path values(String url) throws IOException {
        return Files.writeString(
                directory.resolve("values.yaml"), "monitoring:\n  ping:\n    url: \"%s\"\n".formatted(url));
    }

    private Program.Result snapshot(InProcess program, String... more) throws IOException {
        Path root = Files.createDirectories(directory.resolve("root/home/core/etcd-snapshots"));
        assertThat(root).isDirectory();
        return program.run(concat(
                more, "snapshot", "--host-root", directory.resolve("root").toString(), "--method", "etcdctl"));
    }

    private static String[] concat(String[] more, String... first) {
        return java.util.stream.Stream.of(first, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
    }

    private Program.Result sync(String... more) throws IOException {
        return new InProcess().run(concat(more, "sync", "--from", source.toString(), "--to", destination.toString()));
    }

    @Test
    void aSnapshotReportsItsStartAndItsFailure() throws IOException {
        Program.Result result =
                snapshot(new InProcess(), "-f", values(check.url()).toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(check.pings()).containsExactly("/start", "/1 " + InProcess.NOT_TAKEN);
        assertThat(result.all()).doesNotContain(PingReceiver.SECRET);
    }

    @Test
    void aRunOnAnotherHostReportsNothing() throws IOException {
        Program.Result result =
                snapshot(new InProcess(), "-f", values(check.url()).toString(), "--only-on-host", "another");

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(check.pings()).isEmpty();
    }

    @Test
    void copiesThatAreCompleteAreTheSuccess() throws IOException {
        Program.Result result = sync("-f", values(check.url()).toString());

        assertThat(result.exitCode()).as(result.all()).isZero();
        assertThat(check.pings()).singleElement().asString().startsWith("{\"command\":\"sync\",\"exitCode\":0");
    }

    @Test
    void aSecretInAFileTakesPrecedenceAndIsNeverShown() throws IOException {
        Path file = Files.writeString(directory.resolve("url"), check.url() + "?create=1\n");

        Program.Result result =
                sync("-v", "-f", values("http://127.0.0.1:1/other").toString(), "--ping-url-file", file.toString());

        assertThat(result.exitCode()).isZero();
        assertThat(check.pings()).singleElement().asString().startsWith("?create=1 {");
        assertThat(result.all()).doesNotContain(PingReceiver.SECRET);
    }

    @Test
    void nothingNewToCopyIsNoSuccess() throws IOException {
        Files.move(source.resolve(ID), directory.resolve("gone"));
        Sets.makeComplete(source, "2026-11-18_113000");
        Sets.makeComplete(destination, "2026-11-18_113000");

        assertThat(sync("-f", values(check.url()).toString()).exitCode()).isZero();

        assertThat(check.pings()).containsExactly("/fail the newest good set, 2026-11-18_113000, is older than 26 h");
    }

    @Test
    void copiesAfterASnapshotThatFailedAreNoSuccess() throws IOException {
        Files.writeString(
                source.resolve(".etcd-snapshot-history.jsonl"),
                """
                {"at":"2026-11-20T11:55:00Z","command":"snapshot","ok":false,"detail":"too little space","millis":1,"tool":"t"}
                """);

        assertThat(sync("-f", values(check.url()).toString()).exitCode()).isZero();

        assertThat(check.pings()).containsExactly("/fail the last snapshot failed: too little space");
    }

    @Test
    void aDestinationThatFailsIsReportedWithItsCode() throws IOException {
        assertThat(sync("-f", values(check.url()).toString(), "--to", "/proc/nowhere")
                        .exitCode())
                .isEqualTo(3);

        assertThat(check.pings()).singleElement().asString().startsWith("/3 /proc/nowhere: ");
    }

    @Test
    void aDryRunReportsNothing() throws IOException {
        assertThat(sync("-f", values(check.url()).toString(), "--dry-run").exitCode())
                .isZero();

        assertThat(check.pings()).isEmpty();
    }

    @Test
    void aServerThatIsBusyIsAskedAgain() throws IOException {
        check.refusing(503, 429);

        Program.Result result = sync("-f", values(check.url()).toString());

        assertThat(result.err()).isEmpty();
        assertThat(check.pings()).hasSize(3);
    }

    @Test
    void aCheckThatIsNotThereIsAWarningWithoutItsUrl() throws IOException {
        check.refusing(404);

        Program.Result result = sync("-f", values(check.url()).toString());

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEqualTo("warning: can't report this run to 127.0.0.1: it answers with status 404\n");
        assertThat(check.pings()).hasSize(1);
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedFor() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            URI url = URI.create("http://127.0.0.1:%d/x".formatted(silent.getLocalPort()));

            assertThat(new PingClient(null, null, "etcd-snapshot test").send(url, "", Duration.ofMillis(300)))
                    .contains("no answer in time");
        }
    }

    @Test
    void aServerThatIsNotThereIsNotCalledSlow() throws Exception {
        URI url;
        try (ServerSocket gone = new ServerSocket(0)) {
            url = URI.create("http://127.0.0.1:%d/x".formatted(gone.getLocalPort()));
        }

        assertThat(new PingClient(null, null, "etcd-snapshot test").send(url, "", Duration.ofMillis(800)))
                .contains("it can't be reached");
    }

    @Test
    void checkNotesSomethingThatIsNoSuccess() throws IOException {
        Program.Result result = check("-f", values(check.url()).toString());

        assertThat(check.pings()).containsExactly("/log etcd-snapshot check");
        assertThat(result.out()).contains("ping: 127.0.0.1", "it answers; no success was reported");
        assertThat(result.all()).doesNotContain(PingReceiver.SECRET);
    }

    @Test
    void checkFailsWhereTheCheckIsNotThere() throws IOException {
        check.refusing(404);

        Program.Result result = check("-f", values(check.url()).toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("ping: 127.0.0.1: it answers with status 404");
        assertThat(result.all()).doesNotContain(PingReceiver.SECRET);
    }

    private Program.Result check(String... more) {
        return new InProcess().run(concat(more, "check", "--skip-host", "--to", destination.toString()));
    }

    @Test
    void itGoesThroughTheProxyOfTheValues() throws IOException {
        Path file = Files.writeString(directory.resolve("url"), "http://check.invalid/" + PingReceiver.SECRET);
        Path values = Files.writeString(
                directory.resolve("proxy.yaml"), "proxy:\n  httpProxy: \"%s\"\n".formatted(check.address()));

        Program.Result result = sync("-f", values.toString(), "--ping-url-file", file.toString());

        assertThat(result.err()).isEmpty();
        assertThat(check.pings()).hasSize(1);
    }

    @Test
    void whatIsNoUrlIsNotRepeated() throws IOException {
        String secret = "ftp://" + PingReceiver.SECRET;
        Path file = Files.writeString(directory.resolve("url"), secret);

        Program.Result inFile = sync("--ping-url-file", file.toString());
        Program.Result inValues = sync("-f", values(secret).toString());
        Program.Result missing =
                sync("--ping-url-file", directory.resolve("missing").toString());

        assertThat(inFile.exitCode()).isZero();
        assertThat(inFile.err())
                .contains("this run is not reported", "--ping-url-file")
                .doesNotContain(PingReceiver.SECRET);
        assertThat(inValues.all()).contains("monitoring.ping.url").doesNotContain(PingReceiver.SECRET);
        assertThat(missing.exitCode()).isZero();
        assertThat(missing.err()).contains("no such file");
    }
}
