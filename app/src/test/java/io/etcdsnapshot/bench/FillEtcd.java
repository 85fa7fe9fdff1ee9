package io.etcdsnapshot.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HashSet;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills a real etcd with a cluster's objects, and lets a day go by in it. Writes through its JSON gateway. */
public final class FillEtcd {
    private static final int TRANSACTION_BYTES = 1_000_000;
    private static final int IN_FLIGHT = 4;
    private static final int COMPACTIONS_A_DAY = 10;

    private final URI endpoint;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Queue<CompletableFuture<String>> answers = new ArrayDeque<>();
    private final StringBuilder operations = new StringBuilder();
    private final Set<Integer> inTransaction = new HashSet<>();
    private long bytes;

    private FillEtcd(URI endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * {@code fill ENDPOINT BYTES}, which prints the number of objects, or {@code day ENDPOINT OBJECTS PERCENT
     * NUMBER} for one day after the other.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        FillEtcd etcd = new FillEtcd(URI.create(arguments[1]));
        switch (arguments[0]) {
            case "fill" -> System.out.println(etcd.fill(Long.parseLong(arguments[2])));
            case "day" ->
                etcd.day(
                        Integer.parseInt(arguments[2]),
                        Double.parseDouble(arguments[3]),
                        Integer.parseInt(arguments[4]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private int fill(long size) {
        int objects = 0;
        while (bytes < size) {
            put(objects++, 0);
        }
        flush();
        awaitAll(0);
        return objects;
    }

    /** Some objects change, a few of them again and again; the API server compacts old revisions away. */
    private void day(int objects, double percent, int number) {
        Random random = new Random(objects + number);
        int changes = (int) (objects * percent / 100 / COMPACTIONS_A_DAY);
        for (int round = 1; round <= COMPACTIONS_A_DAY; round++) {
            for (int i = 0; i < changes; i++) {
                put(1 + (i % 4 == 0 ? i : random.nextInt(objects - 1)), number * 100 + round);
            }
            flush();
            awaitAll(0);
            compact();
        }
    }

    private void put(int object, int change) {
        if (!inTransaction.add(object)) {
            return;
        }
        byte[] value = ClusterObjects.value(object, change);
        byte[] key = ClusterObjects.key(object).getBytes(StandardCharsets.UTF_8);
        operations
                .append(operations.isEmpty() ? "" : ",")
                .append("{\"requestPut\":{\"key\":\"")
                .append(base64(key))
                .append("\",\"value\":\"")
                .append(base64(value))
                .append("\"}}");
        bytes += key.length + value.length;
        if (operations.length() > TRANSACTION_BYTES) {
            flush();
        }
    }

    private static String base64(byte[] data) {
        return Base64.getEncoder().encodeToString(data);
    }

    private void flush() {
        if (!operations.isEmpty()) {
            answers.add(post("/v3/kv/txn", "{\"success\":[" + operations + "]}"));
            operations.setLength(0);
            inTransaction.clear();
            awaitAll(IN_FLIGHT);
        }
    }

    private void compact() {
        String answer = post("/v3/maintenance/status", "{}").join();
        Matcher revision = Pattern.compile("\"revision\":\"(\\d+)\"").matcher(answer);
        if (!revision.find()) {
            throw new IllegalStateException(answer);
        }
        post("/v3/kv/compaction", "{\"revision\":%s,\"physical\":true}".formatted(revision.group(1)))
                .join();
    }

    private void awaitAll(int but) {
        while (answers.size() > but) {
            answers.remove().join();
        }
    }

    private CompletableFuture<String> post(String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve(path))
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(response -> {
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.body());
            }
            return response.body();
        });
    }
}
