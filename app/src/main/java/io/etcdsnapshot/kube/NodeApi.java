package io.etcdsnapshot.kube;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.Backoff;
import io.etcdsnapshot.io.CaCertificates;
import io.etcdsnapshot.io.RunTogether;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Lists nodes by label, page by page. What can pass is tried again; a list that expires while it is read is begun
 * again. Source: Kubernetes API concepts, "Retrieving large results sets in chunks".
 */
final class NodeApi {
    private static final int ATTEMPTS = 4;
    private static final int PAGE_NODES = 100;
    private static final int OK = 200;
    private static final int GONE = 410;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ServiceAccount account;
    private final Duration patience;
    private final Duration firstPause;
    private final Log log;
    private final HttpClient client;

    /** @param patience for one answer, from connecting to its last byte */
    NodeApi(ServiceAccount account, Duration patience, Duration firstPause, Log log) {
        this.account = account;
        this.patience = patience;
        this.firstPause = firstPause;
        this.log = log;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .sslContext(trusting(account.ca()))
                .build();
    }

    private static SSLContext trusting(Path ca) {
        try {
            return CaCertificates.trusting(ca);
        } catch (IOException e) {
            throw Failure.failed("can't use the cluster's CA %s: %s".formatted(ca, Reason.of(e)), e)
                    .hint("the pod needs automountServiceAccountToken: true");
        }
    }

    /** @throws Failure that says what to grant or fix */
    List<NodePage.Node> list(String labelSelector) throws InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<List<NodePage.Node>> nodes = readPages(labelSelector);
            if (nodes.isPresent()) {
                return nodes.get();
            }
            log.debug("the list of nodes expired while it was read: reading it again");
        }
        throw ApiProblem.failed(account, "the list of nodes expired again and again while it was read (410)")
                .asTransient();
    }

    /** Reads all pages; empty if the list expired before its last one. */
    private Optional<List<NodePage.Node>> readPages(String labelSelector) throws InterruptedException {
        List<NodePage.Node> nodes = new ArrayList<>();
        String next = "";
        do {
            HttpResponse<String> answer = get(labelSelector, next);
            if (answer.statusCode() == GONE) {
                return Optional.empty();
            }
            NodePage page = parse(answer.body());
            nodes.addAll(page.nodes());
            next = page.next();
        } while (!next.isEmpty());
        return Optional.of(nodes);
    }

    private NodePage parse(String body) {
        try {
            return NodePage.parse(body);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.failed(account, "the answer is not a list of nodes: " + e.getMessage());
        }
    }

    private HttpResponse<String> get(String labelSelector, String next) throws InterruptedException {
        URI uri = account.api()
                .resolve("/api/v1/nodes?limit=%d&labelSelector=%s%s"
                        .formatted(
                                PAGE_NODES,
                                encoded(labelSelector),
                                next.isEmpty() ? "" : "&continue=" + encoded(next)));
        Backoff backoff = new Backoff(firstPause, LONGEST_PAUSE, RunTogether.FOREVER);
        for (int attempt = 1; ; attempt++) {
            Failure problem;
            Duration wanted = Duration.ZERO;
            try {
                HttpResponse<String> answer = send(uri);
                if (answer.statusCode() == OK || answer.statusCode() == GONE) {
                    return answer;
                }
                problem = ApiProblem.answered(account, answer.statusCode(), answer.body());
                wanted = retryAfter(answer);
            } catch (IOException e) {
                problem = ApiProblem.unreachable(account, e);
            }
            if (attempt == ATTEMPTS || !problem.isTransient()) {
                throw problem;
            }
            log.info("%s: trying again".formatted(problem.getMessage()));
            Duration pause = backoff.next().orElse(LONGEST_PAUSE);
            Backoff.sleep(pause.compareTo(wanted) > 0 ? pause : wanted);
        }
    }

    /** The client's own timeout ends with the headers, this one with the last byte. */
    private HttpResponse<String> send(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + account.bearer())
                .header("Accept", "application/json")
                .build();
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no answer within %d s".formatted(patience.toSeconds()));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private static Duration retryAfter(HttpResponse<String> answer) {
        Duration wanted = answer.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,4}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(Duration.ZERO);
        return wanted.compareTo(LONGEST_PAUSE) < 0 ? wanted : LONGEST_PAUSE;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
