package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.io.Progress;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Signs and sends requests to one bucket, again and again where that can help, and words what fails. */
final class S3Transport {
    private static final int MAX_ANSWER_BYTES = 16 << 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    /** A server that puts an object together from its parts is silent for long. */
    private static final int SLOW_FACTOR = 5;

    private static final int LATE_ERROR = 500;

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
    record Stream(int status, HttpHeaders headers, InputStream body) {}

    private interface Attempt<T> {
        T run(Credentials signedWith, boolean repeated) throws IOException;
    }

    private final S3Endpoint endpoint;
    private final HttpClient client;
    private final RequestSigner signer;
    private final CredentialChain credentials;
    private final S3Problem problem;
    private final Duration stall;
    private final Duration patience;
    private final Clock clock;
    private final Log log;
    private volatile Progress progress = Progress.IGNORED;
    private volatile Duration serverAhead = Duration.ZERO;

    S3Transport(
            S3Endpoint endpoint,
            String region,
            HttpClient client,
            CredentialChain credentials,
            S3Settings settings,
            Clock clock,
            Log log) {
        this.endpoint = endpoint;
        this.client = client;
        this.signer = new RequestSigner(region, clock);
        this.credentials = credentials;
        this.problem = new S3Problem(endpoint, region);
        this.stall = settings.stall();
        this.patience = settings.patience();
        this.clock = clock;
        this.log = log;
    }

    S3Problem problem() {
        return problem;
    }

    /** Has this told, from now on, whenever bytes are sent or received. */
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

    /** Sends and reads the whole answer. */
    Answer send(S3Request request) throws S3Exception {
        return retrying(request, (signedWith, repeated) -> {
            Answer answer = read(exchange(request, request.body(), signedWith), repeated);
            if (isLateError(request, answer)) {
                throw problem.answered(request, LATE_ERROR, answer, signedWith, clock.instant());
            }
            return answer;
        });
    }

    /** Sends and leaves the answer's body to the caller, who closes it. */
    Stream open(S3Request request) throws S3Exception {
        return retrying(request, (signedWith, repeated) -> exchange(request, request.body(), signedWith));
    }

    /** Sends another body than the one that is signed, as if it had changed on its way; once, whatever comes of it. */
    Answer sendChanged(S3Request request, S3Request.Body changed) throws S3Exception {
        try {
            return read(exchange(request, changed, credentials.get()), false);
        } catch (S3Exception e) {
            throw e;
        } catch (IOException e) {
            throw problem.unreachable(request, e);
        }
    }

    /** AWS begins its answer before it has put an object together, so that a good status can come before an error. */
    private static boolean isLateError(S3Request request, Answer answer) {
        try {
            return request.method().equals("POST") && answer.xml().name().equals("Error");
        } catch (XmlElement.Malformed e) {
            return false;
        }
    }

    private static Answer read(Stream answer, boolean repeated) throws IOException {
        try (InputStream body = answer.body()) {
            return new Answer(answer.headers(), body.readNBytes(MAX_ANSWER_BYTES), repeated);
        }
    }

    private <T> T retrying(S3Request request, Attempt<T> attempt) throws S3Exception {
        long start = System.nanoTime();
        boolean renewed = false;
        for (int failures = 0; ; failures++) {
            Credentials signedWith = credentials.get();
            S3Exception failure;
            try {
                return attempt.run(signedWith, failures > 0);
            } catch (S3Exception e) {
                failure = e;
            } catch (IOException e) {
                failure = problem.unreachable(request, e);
            }
            if (failure.kind() == S3Exception.Kind.EXPIRED_CREDENTIALS && !renewed) {
                renewed = true;
                credentials.refused(signedWith);
                continue;
            }
            if (!failure.isTransient() || System.nanoTime() - start > patience.toNanos()) {
                throw failure;
            }
            log.debug("%s: trying again".formatted(failure.getMessage()));
            pause(failures);
        }
    }

    /** Sleeps longer each time, and a random part of that: clients that failed together don't come back together. */
    private static void pause(int failures) throws S3Exception {
        long longest = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures, 16));
        try {
            TimeUnit.MILLISECONDS.sleep(
                    longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Stream exchange(S3Request request, S3Request.Body body, Credentials signedWith) throws IOException {
        AtomicLong movedAt = new AtomicLong(System.nanoTime());
        Duration allowed = request.method().equals("POST") ? stall.multipliedBy(SLOW_FACTOR) : stall;
        HttpRequest signed = signer.sign(request, endpoint.uri(request.key()), signedWith)
                .method(request.method(), publisher(body, movedAt))
                .build();
        CompletableFuture<HttpResponse<InputStream>> pending =
                client.sendAsync(signed, info -> new TimedBody(allowed, progress));
        HttpResponse<InputStream> answer = await(pending, movedAt, allowed);
        progress.moved();
        S3Problem.serverTime(answer.headers())
                .ifPresent(server -> serverAhead = Duration.between(clock.instant(), server));
        if (answer.statusCode() / 100 == 2) {
            return new Stream(answer.statusCode(), answer.headers(), answer.body());
        }
        Answer refusal = read(new Stream(answer.statusCode(), answer.headers(), answer.body()), false);
        throw problem.answered(request, answer.statusCode(), refusal, signedWith, clock.instant());
    }

    private HttpRequest.BodyPublisher publisher(S3Request.Body body, AtomicLong movedAt) {
        return body.length() == 0
                ? HttpRequest.BodyPublishers.noBody()
                : new BodySource(body, () -> {
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
            throw interrupted(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof IOException io ? io : new IOException(cause);
        } finally {
            pending.cancel(true);
        }
    }

    static S3Exception interrupted(@Nullable InterruptedException e) {
        Thread.currentThread().interrupt();
        return new S3Exception(S3Exception.Kind.OTHER, "interrupted", false, null, e);
    }
}
