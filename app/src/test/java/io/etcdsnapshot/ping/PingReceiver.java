package io.etcdsnapshot.ping;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;

/** A check on a real server, which keeps what it is told; it may refuse first. */
public final class PingReceiver implements AutoCloseable {
    /** The part of the URL that nobody else may see. */
    public static final String SECRET = "5f0c1b9e-5ad2-4c1e-9c57-aa0a5b1d93c1";

    private final HttpServer server;
    private final Deque<Integer> refusals = new ArrayDeque<>();
    private final List<String> pings = new ArrayList<>();

    public PingReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    /** Answers the next requests with these statuses. */
    public synchronized PingReceiver refusing(Integer... statuses) {
        refusals.addAll(List.of(statuses));
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status;
        synchronized (this) {
            status = refusals.isEmpty() ? 200 : refusals.remove();
            pings.add("%s %s"
                    .formatted(exchange.getRequestURI().toString().replaceFirst("^.*" + SECRET, ""), body)
                    .strip());
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    public String url() {
        return "http://127.0.0.1:%d/ping/%s".formatted(server.getAddress().getPort(), SECRET);
    }

    public String address() {
        return "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
    }

    /** Returns what came behind the URL of the check, each with its body. */
    public synchronized List<String> pings() {
        return List.copyOf(pings);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
