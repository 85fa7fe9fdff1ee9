package io.etcdsnapshot.testing;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real etcd on loopback, to fill with data and to take snapshots of. */
public final class EtcdServer implements AutoCloseable {
    private final Path binaries;
    private final Process process;
    private final String endpoint;
    private final Path directory;
    private final HttpClient client = HttpClient.newHttpClient();

    private EtcdServer(Path binaries, Process process, String endpoint, Path directory) {
        this.directory = directory;
        this.binaries = binaries;
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Debian's own. */
    public static EtcdServer version34(Path parent) throws IOException, InterruptedException {
        RealThings.require("etcd", "etcdctl");
        return start(Path.of("/usr/bin"), parent);
    }

    /** Unpacked beside the system by {@code scripts/lib/install.sh}. */
    public static EtcdServer version35(Path parent) throws IOException, InterruptedException {
        return start(binaries35(), parent);
    }

    /** Built from Go modules by {@code scripts/lib/install.sh}. */
    public static EtcdServer version36(Path parent) throws IOException, InterruptedException {
        return start(binaries36(), parent);
    }

    /** Built from Go modules by {@code scripts/lib/install.sh}. */
    public static EtcdServer version37(Path parent) throws IOException, InterruptedException {
        return start(binaries37(), parent);
    }

    /** Where etcd, etcdctl and etcdutl 3.5 are. */
    public static Path binaries35() throws IOException, InterruptedException {
        return installed("need_etcd35");
    }

    /** Where etcd, etcdctl and etcdutl 3.6 are. */
    public static Path binaries36() throws IOException, InterruptedException {
        return installed("need_etcd36");
    }

    /** Where etcd, etcdctl and etcdutl 3.7 are. */
    public static Path binaries37() throws IOException, InterruptedException {
        return installed("need_etcd37");
    }

    private static Path installed(String function) throws IOException, InterruptedException {
        Path install = RealThings.projectRoot().resolve("scripts/lib/install.sh");
        return Path.of(Program.of("bash", "-c", ". '" + install + "' && " + function)
                .output()
                .strip());
    }

    /** One that was restored from a snapshot with that version's own tool. */
    public static EtcdServer restored(Path binaries, Path parent, Path snapshot, String... options)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(parent, "restored");
        Path etcdutl = binaries.resolve("etcdutl");
        Program.of(
                        (Files.exists(etcdutl) ? etcdutl : binaries.resolve("etcdctl")).toString(),
                        "snapshot",
                        "restore",
                        snapshot.toString(),
                        "--name=test",
                        "--initial-cluster=test=http://127.0.0.1:1",
                        "--initial-advertise-peer-urls=http://127.0.0.1:1",
                        "--data-dir",
                        directory.resolve("data").toString())
                .and(options)
                .with("ETCDCTL_API", "3")
                .output();
        return startIn(directory, binaries);
    }

    static EtcdServer start(Path binaries, Path parent) throws IOException, InterruptedException {
        return startIn(Files.createTempDirectory(parent, "etcd"), binaries);
    }

    private static EtcdServer startIn(Path directory, Path binaries) throws IOException, InterruptedException {
        String client = "http://127.0.0.1:" + freePort();
        String peer = "http://127.0.0.1:" + freePort();
        List<String> command = new ArrayList<>(List.of(binaries.resolve("etcd").toString(), "--name", "test"));
        command.addAll(List.of("--data-dir", directory.resolve("data").toString()));
        command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
        command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
        command.addAll(List.of("--initial-cluster", "test=" + peer, "--unsafe-no-fsync"));
        command.addAll(List.of("--quota-backend-bytes", "8589934592"));
        command.addAll(List.of("--heartbeat-interval", "10", "--election-timeout", "100"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        EtcdServer server = new EtcdServer(binaries, process, client, directory);
        server.awaitHealthy();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitHealthy() throws InterruptedException, IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            if (etcdctl("endpoint", "health").run().exitCode() == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("etcd did not become healthy");
    }

    /** The file that it keeps everything in. */
    public Path database() {
        return directory.resolve("data/member/snap/db");
    }

    public Program etcdctl(String... arguments) {
        return Program.of(binaries.resolve("etcdctl").toString(), "--endpoints", endpoint)
                .and(arguments)
                .with("ETCDCTL_API", "3");
    }

    /** What {@code etcdctl snapshot status -w json} of this version prints. */
    public String status(Path snapshot) throws IOException, InterruptedException {
        return etcdctl("snapshot", "status", "-w", "json", snapshot.toString())
                .output()
                .strip();
    }

    /** What the server's HashKV call says of its newest revision: hash and compact revision. */
    public String hashKv() throws IOException, InterruptedException {
        String answer = etcdctl("endpoint", "hashkv", "-w", "json").output();
        return number(answer, "hash") + " " + number(answer, "compact_revision");
    }

    private static String number(String json, String field) {
        Matcher matcher = Pattern.compile("\"" + field + "\":\"?(-?\\d+)").matcher(json);
        return matcher.find() ? matcher.group(1) : "0";
    }

    /** Forgets all versions of all keys but the newest, and waits until their space is free. */
    public void compact() throws IOException, InterruptedException {
        etcdctl("compaction", "--physical", revision()).output();
    }

    /** The newest there is. */
    public String revision() throws IOException, InterruptedException {
        return number(etcdctl("endpoint", "status", "-w", "json").output(), "revision");
    }

    /** @param seconds that it lasts */
    public void grantLease(int seconds) throws IOException, InterruptedException {
        post("/v3/lease/grant", "{\"TTL\":\"%d\"}".formatted(seconds));
    }

    /** As if it had no space left. */
    public void raiseAlarm() throws IOException, InterruptedException {
        raiseAlarm("NOSPACE", 1);
    }

    public void raiseAlarm(String type, long member) throws IOException, InterruptedException {
        post(
                "/v3/maintenance/alarm",
                "{\"action\":\"ACTIVATE\",\"alarm\":\"%s\",\"memberID\":\"%s\"}"
                        .formatted(type, Long.toUnsignedString(member)));
    }

    /** Puts keys {@code prefix/0} to {@code prefix/(count-1)}, several in one transaction, each with {@code value}. */
    public void put(String prefix, int count, byte[] value) throws IOException, InterruptedException {
        int batch = Math.max(1, Math.min(100, 1_000_000 / (value.length + 1)));
        for (int first = 0; first < count; first += batch) {
            List<String> operations = new ArrayList<>();
            for (int i = first; i < Math.min(count, first + batch); i++) {
                operations.add("{\"requestPut\":{\"key\":\"%s\",\"value\":\"%s\"}}"
                        .formatted(base64((prefix + "/" + i).getBytes(StandardCharsets.UTF_8)), base64(value)));
            }
            post("/v3/kv/txn", "{\"success\":[" + String.join(",", operations) + "]}");
        }
    }

    /**
     * Puts keys with values, and deletes those whose value is null; a hundred in one transaction.
     *
     * @return the revision of the last one
     */
    public long write(Map<String, byte[]> values) throws IOException, InterruptedException {
        List<String> operations = new ArrayList<>();
        for (Map.Entry<String, byte[]> each : values.entrySet()) {
            String key = base64(each.getKey().getBytes(StandardCharsets.UTF_8));
            operations.add(
                    each.getValue() == null
                            ? "{\"requestDeleteRange\":{\"key\":\"%s\"}}".formatted(key)
                            : "{\"requestPut\":{\"key\":\"%s\",\"value\":\"%s\"}}"
                                    .formatted(key, base64(each.getValue())));
        }
        String answer = "";
        for (int from = 0; from < operations.size(); from += 100) {
            List<String> some = operations.subList(from, Math.min(operations.size(), from + 100));
            answer = post("/v3/kv/txn", "{\"success\":[" + String.join(",", some) + "]}");
        }
        return Long.parseLong(number(answer, "revision"));
    }

    /** All keys below a prefix with their values. */
    public Map<String, String> all(String prefix) throws IOException, InterruptedException {
        String end = prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
        String answer = post(
                "/v3/kv/range",
                "{\"key\":\"%s\",\"range_end\":\"%s\"}"
                        .formatted(
                                base64(prefix.getBytes(StandardCharsets.UTF_8)),
                                base64(end.getBytes(StandardCharsets.UTF_8))));
        Map<String, String> found = new HashMap<>();
        for (JsonElement each : JsonParser.parseString(answer).getAsJsonObject().getAsJsonArray("kvs")) {
            JsonObject key = each.getAsJsonObject();
            found.put(text(key.get("key")), text(key.get("value")));
        }
        return found;
    }

    private static String text(JsonElement base64) {
        return new String(Base64.getDecoder().decode(base64.getAsString()), StandardCharsets.UTF_8);
    }

    private String post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError(response.body());
        }
        return response.body();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Saves a snapshot with this version's etcdctl. */
    public Path save(Path file) throws IOException, InterruptedException {
        etcdctl("snapshot", "save", file.toString()).output();
        return file;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
