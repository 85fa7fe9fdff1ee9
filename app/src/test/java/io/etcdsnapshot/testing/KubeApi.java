package io.etcdsnapshot.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTPS server that lists nodes as the Kubernetes API does: bearer token, label selector, limit and continue, Status
 * objects. Source: Kubernetes API reference, "list or watch objects of kind Node"; API concepts, "Retrieving large
 * results sets in chunks". All else is left to a {@link KubeObjects}, where there is one.
 */
public final class KubeApi implements AutoCloseable {
    /** Must never be seen anywhere. */
    public static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.canary-of-the-token.c2lnbmF0dXJl";

    /** One answer instead of the list. */
    public record Answer(int status, String body, Map<String, String> headers) {
        /** As the API words a refusal. */
        public static Answer status(int code, String message) {
            JsonObject status = new JsonObject();
            status.addProperty("kind", "Status");
            status.addProperty("apiVersion", "v1");
            status.addProperty("status", "Failure");
            status.addProperty("message", message);
            status.addProperty("code", code);
            return new Answer(code, status.toString(), Map.of());
        }
    }

    /** In a row of answers, the list itself. */
    public static final Answer LIST = new Answer(0, "", Map.of());

    private final Path directory;
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JsonObject> nodes = new ArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Map<String, String>> queries = new CopyOnWriteArrayList<>();
    private volatile @Nullable KubeObjects objects;
    private volatile String token = TOKEN;
    private volatile long delayMillis;

    private KubeApi(Path directory, HttpsServer server) {
        this.directory = directory;
        this.server = server;
    }

    public static KubeApi start(Path parent) throws Exception {
        return start(parent, "127.0.0.1", "IP:127.0.0.1");
    }

    /** @param names that the server's certificate is for, as openssl takes them */
    public static KubeApi start(Path parent, String address, String names) throws Exception {
        RealThings.require("openssl");
        Path directory = Files.createTempDirectory(parent, "serviceaccount");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate(directory, names)));
        KubeApi api = new KubeApi(directory, server);
        server.createContext("/", api::answer);
        server.setExecutor(api.threads);
        server.start();
        Files.writeString(directory.resolve("token"), TOKEN);
        return api;
    }

    private static SSLContext certificate(Path directory, String names) throws Exception {
        String script =
                """
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=cluster-ca \\
                  -keyout ca.key -out ca.crt
                openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=kube-apiserver \\
                  -keyout api.key -out api.csr
                openssl x509 -req -in api.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out api.crt \\
                  -extfile <(echo "subjectAltName=%s")
                openssl pkcs12 -export -in api.crt -inkey api.key -passout pass:secret -out api.p12
                """;
        Program.of("bash", "-euc", "cd '%s'%n".formatted(directory) + script.formatted(names))
                .output();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve("api.p12"))) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** As the kubelet mounts it, with {@code token} and {@code ca.crt}. */
    public Path serviceAccount() {
        return directory;
    }

    /** What a pod's environment says of this API. */
    public Map<String, String> environment() {
        return Map.of(
                "KUBERNETES_SERVICE_HOST", server.getAddress().getAddress().getHostAddress(),
                "KUBERNETES_SERVICE_PORT", Integer.toString(server.getAddress().getPort()),
                "ETCD_SNAPSHOT_SERVICE_ACCOUNT", directory.toString());
    }

    /**
     * @param label {@code key=value}
     * @param addresses such as {@code InternalIP=10.0.0.1}, in their order
     */
    public KubeApi node(String name, String label, String... addresses) {
        JsonObject labels = new JsonObject();
        labels.addProperty("kubernetes.io/hostname", name);
        labels.addProperty(label.substring(0, label.indexOf('=')), label.substring(label.indexOf('=') + 1));
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", name);
        metadata.add("labels", labels);
        JsonArray list = new JsonArray();
        for (String address : addresses) {
            JsonObject entry = new JsonObject();
            entry.addProperty("type", address.substring(0, address.indexOf('=')));
            entry.addProperty("address", address.substring(address.indexOf('=') + 1));
            list.add(entry);
        }
        JsonObject status = new JsonObject();
        status.add("addresses", list);
        status.add("conditions", condition("Ready", "False"));
        JsonObject node = new JsonObject();
        node.add("metadata", metadata);
        node.add("spec", new JsonObject());
        node.add("status", status);
        nodes.add(node);
        return this;
    }

    /** Serves these objects, nodes too. */
    public KubeApi serve(KubeObjects served) {
        objects = served;
        return this;
    }

    /** For kubectl and Helm. */
    public Path kubeconfig() throws IOException {
        return Files.writeString(
                directory.resolve("kubeconfig"),
                """
                {apiVersion: v1, kind: Config, current-context: admin,
                 clusters: [{name: c, cluster: {server: "https://%s:%d", certificate-authority: ca.crt}}],
                 users: [{name: admin, user: {token: "%s"}}],
                 contexts: [{name: admin, context: {cluster: c, user: admin}}]}
                """
                        .formatted(
                                server.getAddress().getAddress().getHostAddress(),
                                server.getAddress().getPort(),
                                TOKEN));
    }

    /** As when its label is taken away. */
    public KubeApi forget(String name) {
        nodes.removeIf(node ->
                node.getAsJsonObject("metadata").get("name").getAsString().equals(name));
        return this;
    }

    private static JsonArray condition(String type, String value) {
        JsonObject condition = new JsonObject();
        condition.addProperty("type", type);
        condition.addProperty("status", value);
        JsonArray conditions = new JsonArray();
        conditions.add(condition);
        return conditions;
    }

    /** Gives these answers, one for each request, and then lists again. */
    public KubeApi answer(Answer... instead) {
        for (Answer each : instead) {
            answers.add(each);
        }
        return this;
    }

    /** Takes another token from now on. */
    public void rotateToken(String next) {
        token = next;
    }

    public void delay(long millis) {
        delayMillis = millis;
    }

    /** The parameters of each request so far. */
    public List<Map<String, String>> queries() {
        return queries;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            queries.add(query);
            KubeObjects served = objects;
            Answer answer = served == null || !isAuthorized(exchange)
                    ? authorized(exchange, query)
                    : served.answer(exchange, query);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body, 0, body.length / 2);
            exchange.getResponseBody().flush();
            sleep();
            exchange.getResponseBody().write(body, body.length / 2, body.length - body.length / 2);
        }
    }

    private void sleep() throws IOException {
        try {
            Thread.sleep(delayMillis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private synchronized Answer authorized(HttpExchange exchange, Map<String, String> query) {
        if (!isAuthorized(exchange)) {
            return Answer.status(401, "Unauthorized");
        }
        if (!exchange.getRequestURI().getPath().equals("/api/v1/nodes")
                || !exchange.getRequestMethod().equals("GET")) {
            return Answer.status(404, "the server could not find the requested resource");
        }
        Answer instead = answers.isEmpty() ? LIST : answers.poll();
        return instead.equals(LIST) ? list(query) : instead;
    }

    private boolean isAuthorized(HttpExchange exchange) {
        return ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private Answer list(Map<String, String> query) {
        String selector = query.getOrDefault("labelSelector", "");
        List<JsonObject> selected =
                nodes.stream().filter(node -> matches(node, selector)).toList();
        int from = query.containsKey("continue")
                ? Integer.parseInt(query.get("continue").replaceAll("\\D", ""))
                : 0;
        int to = Math.min(selected.size(), from + Integer.parseInt(query.getOrDefault("limit", "10000")));
        JsonArray items = new JsonArray();
        selected.subList(from, to).forEach(items::add);
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", "10245");
        if (to < selected.size()) {
            metadata.addProperty("continue", "eyJ=+/&%d==".formatted(to));
            metadata.addProperty("remainingItemCount", selected.size() - to);
        }
        JsonObject list = new JsonObject();
        list.addProperty("kind", "NodeList");
        list.addProperty("apiVersion", "v1");
        list.add("metadata", metadata);
        list.add("items", items);
        return new Answer(200, list.toString(), Map.of());
    }

    private static boolean matches(JsonObject node, String selector) {
        int equals = selector.indexOf('=');
        JsonElement value = node.getAsJsonObject("metadata")
                .getAsJsonObject("labels")
                .get(equals < 0 ? selector : selector.substring(0, equals));
        return selector.isEmpty() || (value != null && value.getAsString().equals(selector.substring(equals + 1)));
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            query.put(
                    pair.substring(0, pair.indexOf('=')),
                    URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
