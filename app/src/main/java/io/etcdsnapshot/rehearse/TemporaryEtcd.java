package io.etcdsnapshot.rehearse;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A single member on a restored data directory, on loopback and ports that happen to be free. */
final class TemporaryEtcd implements AutoCloseable {
    static final String NAME = "rehearsal";

    /** Those that etcd, its metrics and OpenShift's proxies of it use. */
    private static final Set<Integer> PORTS_OF_CLUSTERS = Set.of(2379, 2380, 2381, 2382, 9978, 9979, 9980);

    private static final int TRIES = 3;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final SupervisedProcess process;
    private final EtcdClient client;
    private final EtcdClient.Status status;

    private TemporaryEtcd(SupervisedProcess process, EtcdClient client, EtcdClient.Status status) {
        this.process = process;
        this.client = client;
        this.status = status;
    }

    /** It does not start from this data; the message holds its last words. */
    static final class NotStarted extends Exception {
        NotStarted(String message) {
            super(message);
        }
    }

    /**
     * Returns once it serves.
     *
     * @param data relative to {@code directory}
     * @throws Failure if it neither serves nor ends within {@code timeout}
     */
    static TemporaryEtcd start(Path etcd, Path directory, String data, Duration timeout)
            throws NotStarted, InterruptedException {
        Path output = directory.resolve("etcd.log");
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            int peerPort = freePort();
            SupervisedProcess process = SupervisedProcess.run(directory, command(etcd, data, port, peerPort), output);
            EtcdClient client = new EtcdClient(port, peerPort);
            Optional<EtcdClient.Status> status = Optional.empty();
            try {
                status = awaitServing(process, client, timeout);
                if (status.isPresent()) {
                    return new TemporaryEtcd(process, client, status.get());
                }
            } finally {
                if (status.isEmpty()) {
                    process.close();
                }
            }
            String words = process.lastWords();
            if (attempt == TRIES || !words.contains("address already in use")) {
                throw new NotStarted("etcd ended with exit code %d: %s".formatted(process.exitCode(), words));
            }
        }
    }

    private static List<String> command(Path etcd, String data, int port, int peerPort) {
        String url = "http://127.0.0.1:" + port;
        String peerUrl = "http://127.0.0.1:" + peerPort;
        // A lone member elects itself: with short terms it serves at once.
        return List.of(
                etcd.toString(),
                "--name=" + NAME,
                "--data-dir=" + data,
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=" + peerUrl,
                "--initial-advertise-peer-urls=" + peerUrl,
                "--initial-cluster=" + NAME + "=" + peerUrl,
                "--heartbeat-interval=10",
                "--election-timeout=100");
    }

    private static Optional<EtcdClient.Status> awaitServing(
            SupervisedProcess process, EtcdClient client, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!process.await(PAUSE)) {
            try {
                Optional<EtcdClient.Status> status = client.status();
                if (status.isPresent()) {
                    return status;
                }
            } catch (IOException e) {
                // it is not there yet
            }
            if (System.nanoTime() > deadline) {
                throw Failure.failed("etcd did not serve within %d s".formatted(timeout.toSeconds()))
                        .hint("give it more with --timeout");
            }
        }
        return Optional.empty();
    }

    private static int freePort() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (!PORTS_OF_CLUSTERS.contains(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw Failure.failed("no free port on loopback: " + Reason.of(e), e);
            }
        }
    }

    EtcdClient client() {
        return client;
    }

    /** As it was when it began to serve. */
    EtcdClient.Status status() {
        return status;
    }

    @Override
    public void close() {
        process.close();
    }
}
