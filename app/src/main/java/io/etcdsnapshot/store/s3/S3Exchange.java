package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.io.Throttle;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Signs one request, sends it once, and gives it up when nothing moves for a while. */
final class S3Exchange {
    private static final int MAX_ANSWER_BYTES = 16 << 20;
    /** A server that puts an object together from its parts is silent for long. */
    private static final int SLOW_FACTOR = 5;

    /**
     * An answer.
     *
     * @param repeated whether the request was sent more than once for it
     */
    record Answer(HttpHeaders headers, byte[] body, boolean repeated) {
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        XmlElement xml() throws XmlElement.Malformed {
            return XmlElement.parse(body);
        }
    }

    /** An answer with a good status whose body is still on its way. */
    record Stream(int status, HttpHeaders headers, InputStream body) {
        /** Reads the body to its end. */
        Answer read(boolean repeated) throws IOException {
            try (body) {
                return new Answer(headers, body.readNBytes(MAX_ANSWER_BYTES), repeated);
            }
        }
    }

    private final S3Endpoint endpoint;
    private final HttpClient client;
    private final RequestSigner signer;
    private final S3Problem problem;
    private final Duration stall;
    private final Throttle limit;
    private final Clock clock;
    private volatile Progress progress = Progress.IGNORED;
    private volatile Duration serverAhead = Duration.ZERO;

    /**
     * @param stall how long nothing may move
     * @param limit what is sent and received shares it
     */
    S3Exchange(
            S3Endpoint endpoint,
            HttpClient client,
            RequestSigner signer,
            S3Problem problem,
            Duration stall,
            Throttle limit,
            Clock clock) {
        this.endpoint = endpoint;
        this.client = client;
        this.signer = signer;
        this.problem = problem;
        this.stall = stall;
        this.limit = limit;
        this.clock = clock;
    }

    void reportTo(Progress newProgress) {
        progress = newProgress;
    }

    Progress progress() {
        return progress;
    }

    /** Returns the time by the server's clock, which dates its objects. */
    Instant serverTime() {
        return clock.instant().plus(serverAhead);
    }

    S3Exception refused(S3Request request, int status, Answer answer, Credentials signedWith) {
        return problem.answered(request, status, answer, signedWith, clock.instant());
    }

    /** @param body to send, which is the signed one except in tests of the server */
    Stream run(S3Request request, S3Request.Body body, Credentials signedWith) throws IOException {
        AtomicLong movedAt = new AtomicLong(System.nanoTime());
        Duration allowed = request.method().equals("POST") ? stall.multipliedBy(SLOW_FACTOR) : stall;
        HttpRequest signed = signer.sign(request, endpoint.uri(request.key()), signedWith)
                .method(request.method(), publisher(body, movedAt))
                .build();
        CompletableFuture<HttpResponse<InputStream>> pending =
                client.sendAsync(signed, info -> new TimedBody(allowed, limit, progress));
        HttpResponse<InputStream> answer = await(pending, movedAt, allowed);
        progress.moved();
        S3Problem.serverTime(answer.headers())
                .ifPresent(server -> serverAhead = Duration.between(clock.instant(), server));
        Stream stream = new Stream(answer.statusCode(), answer.headers(), answer.body());
        if (answer.statusCode() / 100 == 2) {
            return stream;
        }
        throw refused(request, answer.statusCode(), stream.read(false), signedWith);
    }

    private HttpRequest.BodyPublisher publisher(S3Request.Body body, AtomicLong movedAt) {
        return body.length() == 0
                ? HttpRequest.BodyPublishers.noBody()
                : new BodySource(body, limit, () -> {
                    movedAt.set(System.nanoTime());
                    progress.moved();
                });
    }

    /** The client's own timeout counts from the start, however much is to be sent; this one from the last progress. */
    private static <T> T await(CompletableFuture<T> pending, AtomicLong movedAt, Duration allowed) throws IOException {
        try {
            while (true) {
                long left = movedAt.get() + allowed.toNanos() - System.nanoTime();
                if (left <= 0) {
                    throw new HttpTimeoutException("no answer for %d s".formatted(allowed.toSeconds()));
                }
                try {
                    return pending.get(left, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    // it may have made progress meanwhile
                }
            }
        } catch (InterruptedException e) {
            throw S3Transport.interrupted(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof IOException io ? io : new IOException(cause);
        } finally {
            pending.cancel(true);
        }
    }
}
