package io.etcdsnapshot.store.s3;

import io.etcdsnapshot.backup.Log;
import io.etcdsnapshot.io.Backoff;
import io.etcdsnapshot.io.Progress;
import io.etcdsnapshot.store.s3.S3Exchange.Answer;
import io.etcdsnapshot.store.s3.S3Exchange.Stream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Sends requests to one bucket, again and again where that can help, and words what fails. */
final class S3Transport {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final int LATE_ERROR = 500;
    /** A name that is mistyped stays unknown, so nobody waits for it as long as for a server. */
    private static final int TRIES_OF_A_NAME = 4;

    private interface Attempt<T> {
        T run(Credentials signedWith, boolean repeated) throws IOException;
    }

    private final S3Exchange exchange;
    private final S3Problem problem;
    private final CredentialChain credentials;
    private final Duration patience;
    private final Log log;

    /** @param patience how long a request is repeated */
    S3Transport(S3Exchange exchange, S3Problem problem, CredentialChain credentials, Duration patience, Log log) {
        this.exchange = exchange;
        this.problem = problem;
        this.credentials = credentials;
        this.patience = patience;
        this.log = log;
    }

    S3Problem problem() {
        return problem;
    }

    /** Notifies this, from now on, whenever bytes are sent or received. */
    void reportTo(Progress progress) {
        exchange.reportTo(progress);
    }

    Progress progress() {
        return exchange.progress();
    }

    Instant serverTime() {
        return exchange.serverTime();
    }

    /** Sends and reads the whole answer. */
    Answer send(S3Request request) throws S3Exception {
        return retrying(request, (signedWith, repeated) -> {
            Answer answer = exchange.run(request, request.body(), signedWith).read(repeated);
            if (isLateError(request, answer)) {
                throw exchange.refused(request, LATE_ERROR, answer, signedWith);
            }
            return answer;
        });
    }

    /** Sends and leaves the answer's body to the caller, who closes it. */
    Stream open(S3Request request) throws S3Exception {
        return retrying(request, (signedWith, repeated) -> exchange.run(request, request.body(), signedWith));
    }

    /** Sends another body than the one that is signed, as if it had changed on its way; once, whatever comes of it. */
    Answer sendChanged(S3Request request, S3Request.Body changed) throws S3Exception {
        try {
            return exchange.run(request, changed, credentials.get()).read(false);
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

    private <T> T retrying(S3Request request, Attempt<T> attempt) throws S3Exception {
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, patience);
        boolean renewed = false;
        boolean repeated = false;
        int tries = 0;
        while (true) {
            Credentials signedWith = credentials.get();
            S3Exception failure;
            try {
                return attempt.run(signedWith, repeated);
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
            tries++;
            boolean unknown = failure.kind() == S3Exception.Kind.NO_HOST && tries >= TRIES_OF_A_NAME;
            Optional<Duration> pause = failure.isTransient() && !unknown ? backoff.next() : Optional.empty();
            if (pause.isEmpty()) {
                throw failure;
            }
            log.debug("%s: trying again".formatted(failure.getMessage()));
            sleepAtMost(pause.get());
            repeated = true;
        }
    }

    /** Sleeps for half of it and a random part of the rest: clients that failed together don't come back together. */
    private static void sleepAtMost(Duration pause) throws S3Exception {
        long half = pause.toMillis() / 2;
        try {
            Backoff.sleep(Duration.ofMillis(half + ThreadLocalRandom.current().nextLong(half + 1)));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static S3Exception interrupted(@Nullable InterruptedException e) {
        Thread.currentThread().interrupt();
        return new S3Exception(S3Exception.Kind.OTHER, "interrupted", false, null, e);
    }
}
