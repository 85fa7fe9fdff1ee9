package io.etcdsnapshot.ping;

import io.etcdsnapshot.failure.Failure;
import io.etcdsnapshot.failure.Reason;
import io.etcdsnapshot.io.Backoff;
import io.etcdsnapshot.io.CaCertificates;
import io.etcdsnapshot.io.HttpProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sends pings; what it tells of those that fail never holds their URL. */
public final class PingClient {
    private static final Duration ONE_TRY = Duration.ofSeconds(5);
    private static final int LONGEST_BODY = 2_000;

    private final HttpClient http;
    private final String tool;

    /**
     * @param caFile certificates in PEM that are trusted in place of the system's; null for the system's
     * @param proxy null for a direct connection
     * @param tool name and version of the program
     * @throws Failure wrong usage, if the file can't be used
     */
    public PingClient(@Nullable Path caFile, @Nullable HttpProxy proxy, String tool) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(ONE_TRY);
        if (proxy == null) {
            builder.proxy(HttpClient.Builder.NO_PROXY);
        } else {
            builder.proxy(proxy.selector()).authenticator(proxy.authenticator());
        }
        if (caFile != null) {
            try {
                builder.sslContext(CaCertificates.trusting(caFile));
            } catch (IOException e) {
                throw Failure.wrongUsage("can't use the CA file %s: %s".formatted(caFile, Reason.of(e)));
            }
        }
        this.http = builder.build();
        this.tool = tool;
    }

    /**
     * Sends a ping, again where that can help.
     *
     * @param body one line for whoever looks
     * @param patience how long to try
     * @return what went wrong in the end; empty if it arrived
     */
    public Optional<String> send(URI ping, String body, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(4), patience);
        String known = null;
        while (true) {
            Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            boolean isCutShort = left.compareTo(ONE_TRY) < 0;
            Answer answer = sendOnce(ping, body, isCutShort ? left : ONE_TRY);
            if (answer.problem() == null) {
                return Optional.empty();
            }
            // A last try that is cut short tells less than the one before.
            known = isCutShort && known != null ? known : answer.problem();
            if (!answer.isTransient() || !backoff.pause()) {
                return Optional.of(known);
            }
        }
    }

    private record Answer(@Nullable String problem, boolean isTransient) {}

    private Answer sendOnce(URI ping, String body, Duration limit) throws InterruptedException {
        String line = body.length() <= LONGEST_BODY ? body : body.substring(0, LONGEST_BODY);
        HttpRequest request = HttpRequest.newBuilder(ping)
                .timeout(limit)
                .header("User-Agent", tool.replace(' ', '/'))
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(line, StandardCharsets.UTF_8))
                .build();
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            // The limit ends with the headers; who sends a body without end is not listened to.
            answer.body().close();
            int status = answer.statusCode();
            return status / 100 == 2
                    ? new Answer(null, false)
                    : new Answer("it answers with status %d".formatted(status), status / 100 == 5 || status == 429);
        } catch (IOException e) {
            return new Answer(words(e), !(e instanceof SSLException));
        }
    }

    /** Messages of the client may hold the URL, so that only the kind of a failure is told. */
    private static String words(IOException e) {
        if (e instanceof HttpTimeoutException) {
            return "no answer in time";
        } else if (e instanceof ConnectException) {
            return "it can't be reached";
        }
        return e instanceof SSLException ? "its certificate is not trusted" : "the connection was lost";
    }
}
