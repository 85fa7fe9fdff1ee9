package io.etcdsnapshot.rehearse;

import io.etcdsnapshot.etcd.HashKv;
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

/**
 * Asks a lone etcd over the JSON that each speaks, so that no etcdctl is needed: its clients' gateway, and what members
 * ask one another, which needs no password.
 */
final class EtcdClient {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    /** A zero byte: as a key the smallest there is, as the end of a range all that follow. */
    private static final String ZERO = "AA==";

    /** What etcd 3.4 to 3.7 answer who gives no user where users are needed. */
    private static final String NO_USER = "user name is empty";

    private final URI endpoint;
    private final URI peer;
    private final HttpClient http = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    EtcdClient(int port, int peerPort) {
        this.endpoint = URI.create("http://127.0.0.1:" + port);
        this.peer = URI.create("http://127.0.0.1:" + peerPort);
    }

    /** @param revision the newest there is */
    record Status(String version, long revision) {}

    /** Empty until it has elected itself and serves. */
    Optional<Status> status() throws IOException, InterruptedException {
        Map<?, ?> answer;
        try {
            answer = ask("/v3/maintenance/status", "{}");
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains(NO_USER)) {
                return statusForAnyone();
            }
            throw e;
        }
        return answer.containsKey("leader") && answer.get("header") instanceof Map<?, ?> header
                ? Optional.of(new Status(text(answer, "version"), number(header, "revision")))
                : Optional.empty();
    }

    /** From etcd 3.5.28 on, a user is needed for the status, but not for this. */
    private Optional<Status> statusForAnyone() throws IOException, InterruptedException {
        Map<?, ?> health = send(get(endpoint.resolve("/health?exclude=NOSPACE&exclude=CORRUPT")));
        return "true".equals(health.get("health"))
                ? Optional.of(new Status(
                        text(send(get(endpoint.resolve("/version"))), "etcdserver"),
                        newestHashKv().revision()))
                : Optional.empty();
    }

    /** The hash of all keys and values. */
    HashKv newestHashKv() throws IOException, InterruptedException {
        return askHashKv(0);
    }

    /** The same up to a revision, of which etcd 3.4 wants that nothing after it was compacted. */
    HashKv hashKv(long revision) throws IOException, InterruptedException {
        return askHashKv(revision);
    }

    /** Source: {@code server/etcdserver/corrupt.go}. Numbers are numbers here. */
    private HashKv askHashKv(long revision) throws IOException, InterruptedException {
        Map<?, ?> answer = send(HttpRequest.newBuilder(peer.resolve("/members/hashkv"))
                .timeout(TIMEOUT)
                .method("GET", HttpRequest.BodyPublishers.ofString("{\"revision\":%d}".formatted(revision)))
                .build());
        if (!(answer.get("hash") instanceof Number hash)
                || !(answer.get("compact_revision") instanceof Number compacted)
                || !(answer.get("header") instanceof Map<?, ?> header)
                || !(header.get("revision") instanceof Number newest)) {
            throw new IOException("etcd's answer is not what was expected: " + answer);
        }
        return new HashKv(hash.longValue(), revision == 0 ? newest.longValue() : revision, compacted.longValue());
    }

    private static HttpRequest get(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
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
        return send(HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(TIMEOUT)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private Map<?, ?> send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        Map<?, ?> answer;
        try {
            answer = Json.readObject(response.body());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "etcd's answer is not what was expected: " + response.body().strip(), e);
        }
        if (response.statusCode() != 200) {
            throw new IOException(String.valueOf(answer.get("message")));
        }
        return answer;
    }
}
