package io.etcdsnapshot.testing;

import io.etcdsnapshot.backup.OwnFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A control-plane host to take backups on: a root for chroot with a real TLS etcd, made by {@code standin-host}. */
public final class StandInHost implements AutoCloseable {
    private final Path directory;
    private final Map<String, String> variables = new HashMap<>();

    private StandInHost(Path directory) {
        this.directory = directory;
    }

    public static StandInHost openShift(Path parent) throws IOException, InterruptedException {
        return start(parent, Map.of());
    }

    /** @param options as {@code scripts/lib/standin-host} takes them from its environment */
    public static StandInHost start(Path parent, Map<String, String> options) throws IOException, InterruptedException {
        RealThings.require("etcd", "etcdctl", "openssl", "chroot");
        RealThings.requireRoot();
        StandInHost host = new StandInHost(Files.createTempDirectory(parent, "host"));
        Program up = Program.of(script().toString(), "up", host.directory.toString());
        options.forEach(up::with);
        up.output();
        for (String line : Files.readAllLines(host.directory.resolve("env"))) {
            host.variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return host;
    }

    private static Path script() {
        return RealThings.projectRoot().resolve("scripts/lib/standin-host");
    }

    public Path root() {
        return directory.resolve("root");
    }

    /** A path of the host in this process's view. */
    public Path path(String hostPath) {
        return root().resolve(hostPath.substring(1));
    }

    /** Where {@code snapshot} puts sets when nothing else is said. */
    public Path backups() {
        return path("/home/core/etcd-snapshots");
    }

    /** Switches a fault of the host's programs on; the list is in {@code scripts/lib/standin/faults.sh}. */
    public void fault(String name, String content) throws IOException {
        Files.writeString(path("/etc/standin/" + name), content);
    }

    public void fault(String name) throws IOException {
        fault(name, "");
    }

    /** Switches all faults off and forgets all backups. */
    public void reset() throws IOException, InterruptedException {
        String faults = path("/etc/standin").toString();
        Program.of("find", faults, "-type", "f", "!", "-name", "cluster-id", "-delete")
                .output();
        Program.of("rm", "-rf", backups().toString()).output();
    }

    /** The program on this host, its root given. */
    public Program etcdSnapshot(String command, String... options) {
        return Program.etcdSnapshot(command, "--host-root", root().toString()).and(options);
    }

    /** Takes a set on this host, or shows why not. */
    public Program.Result snapshot(String... options) throws IOException, InterruptedException {
        return etcdSnapshot("snapshot", options).run();
    }

    /** Puts a program of bash on this host, as {@code /usr/local/bin/NAME}; returns that path. */
    public String program(String name, String text) throws IOException {
        Path file = path("/usr/local/bin/" + name);
        Files.writeString(file, "#!/bin/bash\nset -eu\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return "/usr/local/bin/" + name;
    }

    /** The processes that a run of ours started on this host and that are still there, by the mark they inherit. */
    public List<String> startedProcesses() throws IOException {
        String mark = "ETCD_SNAPSHOT_STAGING=" + root();
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)
                            .contains(mark)) {
                        found.add(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                                .replace('\0', ' '));
                    }
                } catch (IOException e) {
                    // it has ended
                }
            }
        }
        return found;
    }

    /** All but the lock in the backup directory with size, mode and time: the same text means that nothing changed. */
    public String backupTree() throws IOException, InterruptedException {
        return Files.exists(backups())
                ? Program.of(
                                "find",
                                backups().toString(),
                                "!",
                                "-name",
                                ".etcd-snapshot.lock",
                                "-printf",
                                "%P %s %m %T@\n")
                        .output()
                : "nothing";
    }

    /** etcdctl against this host's member. */
    public Program etcdctl(String... arguments) {
        return Program.of("etcdctl", "--endpoints", variables.get("ETCD_ENDPOINT"))
                .and("--cacert", variables.get("ETCDCTL_CACERT"))
                .and("--cert", variables.get("ETCDCTL_CERT"), "--key", variables.get("ETCDCTL_KEY"))
                .and(arguments)
                .with("ETCDCTL_API", "3");
    }

    /** Puts keys into this host's etcd, a hundred in one transaction: with etcdctl each would take a process. */
    public void put(Map<String, String> keys) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(ClientTls.context(
                        Path.of(variables.get("ETCDCTL_CACERT")),
                        Path.of(variables.get("ETCDCTL_CERT")),
                        Path.of(variables.get("ETCDCTL_KEY"))))
                .build();
        List<String> puts = keys.entrySet().stream()
                .map(key -> "{\"requestPut\":{\"key\":\"%s\",\"value\":\"%s\"}}"
                        .formatted(base64(key.getKey()), base64(key.getValue())))
                .toList();
        for (int first = 0; first < puts.size(); first += 100) {
            String body = "{\"success\":[%s]}"
                    .formatted(String.join(",", puts.subList(first, Math.min(puts.size(), first + 100))));
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(variables.get("ETCD_ENDPOINT") + "/v3/kv/txn"))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(response.body());
            }
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The names of everything in the backup directory, hidden entries too. */
    public List<String> backupEntries() throws IOException {
        if (!Files.isDirectory(backups())) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(backups())) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals(OwnFile.HISTORY.fileName()))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Program.of(script().toString(), "down", directory.toString()).output();
    }
}
