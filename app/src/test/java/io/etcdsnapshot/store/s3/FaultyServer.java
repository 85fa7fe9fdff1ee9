package io.etcdsnapshot.store.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;

/** An HTTP server in this process that answers what it is told to: the faults that no real server shows on demand. */
final class FaultyServer implements AutoCloseable {
    /** What was asked; the body is read already. */
    record Asked(String method, String path, String query, Map<String, List<String>> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    /** Answers a request. */
    interface Answer {
        void give(HttpExchange exchange, Asked asked) throws Exception;
    }

    private final HttpServer server;
    private final String scheme;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Answer otherwise = status(500);

    private FaultyServer(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static FaultyServer start() throws IOException {
        return new FaultyServer(HttpServer.create(loopback(), 0), "http");
    }

    static FaultyServer startTls(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new FaultyServer(server, "https");
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    URI endpoint() {
        return URI.create(
                "%s://127.0.0.1:%d".formatted(scheme, server.getAddress().getPort()));
    }

    /** Gives this answer to the next request that has none yet. */
    FaultyServer then(Answer answer) {
        answers.add(answer);
        return this;
    }

    FaultyServer then(int times, Answer answer) {
        for (int i = 0; i < times; i++) {
            then(answer);
        }
        return this;
    }

    /** Gives this answer to all further requests. */
    FaultyServer always(Answer answer) {
        otherwise = answer;
        return this;
    }

    List<Asked> asked() {
        return asked;
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            Asked request = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestURI().getQuery(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    exchange.getRequestBody().readAllBytes());
            asked.add(request);
            Answer next = answers.poll();
            (next == null ? otherwise : next).give(exchange, request);
        } catch (Exception e) {
            // the client sees a connection that ends
        }
    }

    static Answer status(int status) {
        return (exchange, asked) -> exchange.sendResponseHeaders(status, -1);
    }

    static Answer ok(String body, String... headers) {
        return answer(200, body, headers);
    }

    /** @param headers name, value, name, value … */
    static Answer answer(int status, String body, String... headers) {
        return (exchange, asked) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            boolean none = bytes.length == 0 || asked.method().equals("HEAD");
            exchange.sendResponseHeaders(status, none ? -1 : bytes.length);
            if (!none) {
                exchange.getResponseBody().write(bytes);
            }
        };
    }

    static Answer error(int status, String code, String... headers) {
        return answer(status, "<Error><Code>%s</Code><Message>what it says</Message></Error>".formatted(code), headers);
    }

    /** Ends the connection without an answer. */
    static Answer cut() {
        return (exchange, asked) -> {
            throw new IOException("cut");
        };
    }

    /** Begins an answer and ends the connection after the part of it. */
    static Answer cutAfter(String part, int announced, String... headers) {
        return (exchange, asked) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(200, announced);
            OutputStream out = exchange.getResponseBody();
            out.write(part.getBytes(StandardCharsets.UTF_8));
            out.flush();
            throw new IOException("cut");
        };
    }

    /** Leaves the connection open and says nothing. */
    static Answer silence() {
        return (exchange, asked) -> Thread.sleep(60_000);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
