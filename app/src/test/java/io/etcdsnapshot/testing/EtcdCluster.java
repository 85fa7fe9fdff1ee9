package io.etcdsnapshot.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three members of etcd, each in a network namespace of its own, with a bridge in a fourth between them: nothing of it
 * reaches another network, and a member can be cut off as if its cable was pulled.
 */
public final class EtcdCluster implements AutoCloseable {
    private static final int MEMBERS = 3;
    private static final int ATTEMPTS = 200;

    private final String prefix = "es%d".formatted(ProcessHandle.current().pid());
    private final Path binaries;
    private final Path directory;
    private final Process[] processes = new Process[MEMBERS];

    private EtcdCluster(Path binaries, Path directory) {
        this.binaries = binaries;
        this.directory = directory;
    }

    public static EtcdCluster start(EtcdVersion version, Path parent) throws IOException, InterruptedException {
        RealThings.require("ip");
        RealThings.requireRootOfTheMachine();
        EtcdCluster cluster = new EtcdCluster(version.binaries(), Files.createTempDirectory(parent, "cluster"));
        try {
            cluster.connect();
            for (int member = 0; member < MEMBERS; member++) {
                cluster.start(member);
            }
            cluster.await(0, "endpoint", "health", "--cluster");
            return cluster;
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void connect() throws IOException, InterruptedException {
        ip("netns", "add", hub());
        ip("-n", hub(), "link", "add", "bridge", "type", "bridge");
        ip("-n", hub(), "link", "set", "bridge", "up");
        for (int member = 0; member < MEMBERS; member++) {
            String network = network(member);
            ip("netns", "add", network);
            ip("-n", hub(), "link", "add", port(member), "type", "veth", "peer", "name", "eth0", "netns", network);
            ip("-n", hub(), "link", "set", port(member), "master", "bridge", "up");
            ip("-n", network, "address", "add", address(member) + "/24", "dev", "eth0");
            ip("-n", network, "link", "set", "eth0", "up");
            ip("-n", network, "link", "set", "lo", "up");
        }
    }

    private static void ip(String... words) throws IOException, InterruptedException {
        Program.of("ip").and(words).output();
    }

    private String hub() {
        return prefix + "hub";
    }

    /** Returns the name of a member's network namespace. */
    public String network(int member) {
        return prefix + "m" + member;
    }

    private static String port(int member) {
        return "port" + member;
    }

    private static String address(int member) {
        return "192.0.2." + (member + 1);
    }

    public static String url(int member) {
        return "http://%s:2379".formatted(address(member));
    }

    private static String peerUrl(int member) {
        return "http://%s:2380".formatted(address(member));
    }

    /** Starts a member, anew if it was stopped. */
    public void start(int member) throws IOException {
        start(member, Duration.ofMillis(1500));
    }

    /** @param electionTimeout so long a member believes in a leader that it does not hear from */
    public void start(int member, Duration electionTimeout) throws IOException {
        String all = IntStream.range(0, MEMBERS)
                .mapToObj(each -> "m%d=%s".formatted(each, peerUrl(each)))
                .collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", network(member)));
        command.addAll(List.of(binaries.resolve("etcd").toString(), "--name", "m" + member));
        command.addAll(List.of("--data-dir", data(member).toString(), "--unsafe-no-fsync"));
        command.addAll(List.of("--listen-client-urls", url(member), "--advertise-client-urls", url(member)));
        command.addAll(
                List.of("--listen-peer-urls", peerUrl(member), "--initial-advertise-peer-urls", peerUrl(member)));
        command.addAll(List.of("--initial-cluster", all, "--heartbeat-interval", "100"));
        command.addAll(List.of("--election-timeout", Long.toString(electionTimeout.toMillis())));
        processes[member] = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log" + member).toFile()))
                .start();
    }

    public void stop(int member) throws InterruptedException {
        processes[member].destroy();
        if (!processes[member].waitFor(10, TimeUnit.SECONDS)) {
            processes[member].destroyForcibly().waitFor();
        }
    }

    private Path data(int member) {
        return directory.resolve("data" + member);
    }

    /** The file in which a member keeps everything. */
    public Path database(int member) {
        return data(member).resolve("member/snap/db");
    }

    /** etcdctl in the network of a member, asking that one. */
    public Program etcdctl(int member, String... words) {
        return Program.of(binaries.resolve("etcdctl").toString(), "--endpoints", url(member))
                .and(words)
                .with("ETCDCTL_API", "3")
                .inNetwork(network(member));
    }

    /** Waits until a command succeeds. */
    public void await(int member, String... words) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (etcdctl(member, words).run().exitCode() == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("%s: %s"
                .formatted(String.join(" ", words), etcdctl(member, words).run().all()));
    }

    /** Cuts a member off without its knowing. */
    public void unplug(int member) throws IOException, InterruptedException {
        ip("-n", hub(), "link", "set", port(member), "down");
    }

    /** Cuts a member off, and waits until it knows that it has no leader. */
    public void cutOff(int member) throws IOException, InterruptedException {
        unplug(member);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!hasLeader(member)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("it still has a leader");
    }

    /** Lets a member back, and waits until it follows: for a second there was a leader. */
    public void reconnect(int member) throws IOException, InterruptedException {
        ip("-n", hub(), "link", "set", port(member), "up");
        await(member, "put", "back", "yes");
        int inARow = 0;
        for (int attempt = 0; attempt < ATTEMPTS && inARow < 10; attempt++) {
            inARow = hasLeader(member) ? inARow + 1 : 0;
            TimeUnit.MILLISECONDS.sleep(100);
        }
        if (inARow < 10) {
            throw new AssertionError("its leader does not stay");
        }
    }

    private boolean hasLeader(int member) throws IOException, InterruptedException {
        return !etcdctl(member, "endpoint", "status", "-w", "json").output().contains("no leader");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (int member = 0; member < MEMBERS; member++) {
            if (processes[member] != null) {
                stop(member);
            }
            Program.of("ip", "netns", "delete", network(member)).run();
        }
        Program.of("ip", "netns", "delete", hub()).run();
    }
}
