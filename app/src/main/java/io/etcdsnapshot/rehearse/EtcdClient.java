package io.etcdsnapshot.rehearse;

import io.etcdsnapshot.etcd.StoredKey;
import io.etcdsnapshot.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks an etcd over the JSON gateway that each has, so that no etcdctl is needed. */
final class EtcdClient {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    /** A zero byte: as a key the smallest there is, as the end of a range all that follow. */
    private static final String ZERO = "AA==";

    private final URI endpoint;
    private final HttpClient http = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    EtcdClient(int port) {
        this.endpoint = URI.create("http://127.0.0.1:" + port);
    }

    /** @param revision the newest there is */
    record Status(String version, long revision) {}

    /** Empty until it has elected itself and serves. */
    Optional<Status> status() throws IOException, InterruptedException {
        Map<?, ?> answer = ask("/v3/maintenance/status", "{}");
        return answer.containsKey("leader") && answer.get("header") instanceof Map<?, ?> header
                ? Optional.of(new Status(text(answer, "version"), number(header, "revision")))
                : Optional.empty();
    }

    /** How many keys there are at a revision. */
    long countKeys(long revision) throws IOException, InterruptedException {
        return number(
                ask(
                        "/v3/kv/range",
                        "{\"key\":\"%s\",\"range_end\":\"%s\",\"count_only\":true,\"revision\":\"%d\"}"
                                .formatted(ZERO, ZERO, revision)),
                "count");
    }

    /** The key as it was at that revision; empty if there was none. */
    Optional<StoredKey> get(String key, long revision) throws IOException, InterruptedException {
        Map<?, ?> answer = ask("/v3/kv/range", "{\"key\":\"%s\",\"revision\":\"%d\"}".formatted(key, revision));
        return answer.get("kvs") instanceof List<?> found && !found.isEmpty()
                ? Optional.of(storedKey((Map<?, ?>) found.get(0)))
                : Optional.empty();
    }

    private static StoredKey storedKey(Map<?, ?> json) {
        return new StoredKey(
                text(json, "key"),
                number(json, "create_revision"),
                number(json, "mod_revision"),
                number(json, "version"),
                text(json, "value"));
    }

    private static String text(Map<?, ?> json, String field) {
        return json.get(field) instanceof String text ? text : "";
    }

    /** 64-bit numbers come as texts, and zero not at all. */
    private static long number(Map<?, ?> json, String field) {
        return json.get(field) instanceof String text ? Long.parseLong(text) : 0;
    }

    private Map<?, ?> ask(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        Map<?, ?> answer;
        try {
            answer = Json.readObject(response.body());
        } catch (IllegalArgumentException e) {
            throw new IOException("etcd's answer is not what was expected: " + e.getMessage(), e);
        }
        if (response.statusCode() != 200) {
            throw new IOException(String.valueOf(answer.get("message")));
        }
        return answer;
    }
}
